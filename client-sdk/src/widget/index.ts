export { VisavisGuidance } from './guidance-element.ts'
export type { GuidanceEvents } from './widget-events.ts'

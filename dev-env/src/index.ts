export { type Stack, type StackOptions, startStack } from './stack.ts'
export { type StartDemoOptions, startDemo } from './start-demo.ts'

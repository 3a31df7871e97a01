export { bundleScript } from './bundle.ts'
export { naiveScript } from './scripts.ts'

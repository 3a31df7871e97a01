export { type DataKey, openPeople, type People } from './people.ts'
export { openText, sealText } from './sealing.ts'

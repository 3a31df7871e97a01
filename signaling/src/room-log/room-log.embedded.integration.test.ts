import { openStore } from './contract/store.ts'
import { roomLogContract } from './room-log.contract.ts'

roomLogContract('the embedded store', openStore)

export { startTurnServer, type TurnServer } from './turn-server.ts'

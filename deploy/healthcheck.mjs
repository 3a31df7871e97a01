// Ends with 0 when the address answers that all is well. Images have no other program to ask with.
// With --link-tls it is asked over TLS where control links have it.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'

const [address = '', option] = process.argv.slice(2)
const { VISAVIS_SFU_TLS_CA: authority } = process.env
const options = { agent: false, signal: AbortSignal.timeout(2_500) }
const asked =
  option === '--link-tls' && authority ? askOverTls(authority) : http.get(address, options)
const [{ statusCode }] = await once(asked, 'response')
process.exit(statusCode === 200 ? 0 : 1)

/** @param {string} authority */
function askOverTls(authority) {
  // The certificate has the names under which others reach this process.
  const tls = { ca: readFileSync(authority), checkServerIdentity: () => undefined }
  return https.get(address.replace(/^http:/, 'https:'), { ...options, ...tls })
}

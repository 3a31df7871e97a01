import type { ConsentReceipt } from '@visavis/protocol/browser'
import { saveFile } from './save-file.ts'

/** Hands a receipt to whoever consented, as they got it: what is signed, and the same to read. */
export function saveReceipt(receipt: ConsentReceipt): void {
  const { consentReceiptID } = receipt.receipt
  const text = JSON.stringify(receipt, null, 2)
  const content = new Blob([text], { type: 'application/json' })
  saveFile(`consent-receipt-${consentReceiptID}.json`, content)
}

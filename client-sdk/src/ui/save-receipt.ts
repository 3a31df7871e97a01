import type { ConsentReceipt } from '@visavis/protocol/browser'
import { saveFile } from './save-file.ts'

/** Hands a receipt to whoever consented, as they got it: what is signed, and the same to read. */
export function saveReceipt(receipt: ConsentReceipt): void {
  const { consentReceiptID } = receipt.receipt
  saveFile(`consent-receipt-${consentReceiptID}.json`, JSON.stringify(receipt, null, 2))
}

import type {
  ConsentReceipt,
  ConsentRecord,
  RecordingPolicy,
  RecordingTerms,
  TenantId,
} from '@visavis/protocol'

/** What calls need to know about consent and recording from outside them. */
export interface RecordingRules {
  /** Of rooms that do not say otherwise. */
  readonly policy: RecordingPolicy
  /** What a notice tells, for a recording that begins now. */
  termsOf(tenant: TenantId): Promise<RecordingTerms>
  sign(receipt: ConsentRecord): Promise<ConsentReceipt>
}

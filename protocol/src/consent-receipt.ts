import Type from 'typebox'

// Fields of the Kantara Consent Receipt 1.1, and of ISO/IEC TS 27560 where Kantara has none.

const Time = Type.Integer()

/** What a consent was about, to be kept by whoever gave it. */
export const ConsentRecord = Type.Object({
  /** Kantara: the receipt's own version. */
  version: Type.Literal('KI-CR-v1.1.0'),
  schemaVersion: Type.Literal('ISO/IEC TS 27560:2023'),
  /** Of the law that the notice follows. */
  jurisdiction: Type.String(),
  /** Unix seconds. */
  consentTimestamp: Time,
  collectionMethod: Type.String(),
  consentReceiptID: Type.String(),
  language: Type.String(),
  /** A pseudonym: the same for the same person at the same company. */
  piiPrincipalId: Type.String(),
  piiControllers: Type.Array(Type.Object({ piiController: Type.String() })),
  policyUrl: Type.Optional(Type.String()),
  services: Type.Array(
    Type.Object({
      service: Type.String(),
      purposes: Type.Array(
        Type.Object({
          purpose: Type.String(),
          purposeCategory: Type.Array(Type.String()),
          consentType: Type.Literal('EXPLICIT'),
          piiCategory: Type.Array(Type.String()),
          primaryPurpose: Type.Boolean(),
          /** How the consent ends, and how long what was recorded is kept. */
          termination: Type.String(),
          thirdPartyDisclosure: Type.Literal(false),
        }),
      ),
    }),
  ),
  sensitive: Type.Literal(false),
  /** The notice, to the letter, and the SHA-256 of it. */
  notice: Type.String(),
  noticeHash: Type.String(),
  noticeVersion: Type.String(),
  retentionDays: Type.Integer(),
  /** ISO 27560: what became of it, oldest first. */
  events: Type.Array(
    Type.Object({
      state: Type.Union([Type.Literal('given'), Type.Literal('withdrawn')]),
      /** Unix milliseconds. */
      at: Time,
      /** Where the room's log says so. */
      seq: Type.Integer(),
    }),
  ),
  state: Type.Union([Type.Literal('given'), Type.Literal('withdrawn')]),
  room: Type.String(),
  recording: Type.String(),
})
export type ConsentRecord = Type.Static<typeof ConsentRecord>

/** The record, and the same record signed: a compact JWS (EdDSA) whose key is in `/.well-known/jwks.json`. */
export const ConsentReceipt = Type.Object({
  // Made to be kept and shown: what of it is true says the signature, so browsers check no field of it.
  receipt: Type.Unsafe<ConsentRecord>(Type.Object({})),
  signed: Type.String(),
})
export type ConsentReceipt = Type.Static<typeof ConsentReceipt>

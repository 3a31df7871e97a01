import type { RecordingTerms, TenantId } from '@visavis/protocol'
import type { Settings } from '@visavis/settings'
import type { Kysely } from 'kysely'
import { CURRENT_NOTICE_VERSION } from '../consent/notice.ts'
import { type SealKey, signReceipt } from '../consent/seal-key.ts'
import type { Schema } from '../database/schema.ts'
import type { RecordingRules } from './recording-rules.ts'

export interface RecordingRulesOptions {
  readonly settings: Settings
  readonly db: Kysely<Schema>
  readonly key: SealKey
}

/** The rules that the settings make. */
export function createRecordingRules({ settings, db, key }: RecordingRulesOptions): RecordingRules {
  const { recording: policy, jurisdiction, controller, privacyUrl, retentionDays } = settings
  return {
    policy,
    async termsOf(tenant): Promise<RecordingTerms> {
      return {
        version: CURRENT_NOTICE_VERSION,
        jurisdiction,
        controller: controller ?? (await nameOf(db, tenant)),
        ...(privacyUrl && { policyUrl: privacyUrl }),
        retentionDays,
      }
    },
    sign: (receipt) => signReceipt(key, receipt),
  }
}

/** The company's name as the operator gave it. */
async function nameOf(db: Kysely<Schema>, tenant: TenantId): Promise<string> {
  const row = await db
    .selectFrom('tenants')
    .select('name')
    .where('id', '=', tenant)
    .executeTakeFirst()
  return row?.name || tenant
}

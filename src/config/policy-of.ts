import { toInstant } from '../domain/instant.ts'
import type { Policy } from '../domain/policy.ts'
import type { Side } from '../domain/side.ts'
import type { PairConfig } from './config.ts'

/** What a person decided about a pair, in the words of the algorithm: DingTalk, or the other IMAP server, is left. */
export function policyOf({ policy }: PairConfig): Policy {
  const side = (cloud: 'dingtalk' | 'outlook'): Side => (cloud === 'dingtalk' ? 'left' : 'right')
  return {
    conflictsWonBy: side(policy.conflictsWonBy),
    departed: policy.departed,
    drafts: policy.drafts,
    ...(policy.readOnly === undefined ? {} : { readOnly: side(policy.readOnly) }),
    ...(policy.startDate === undefined ? {} : { since: toInstant(Date.parse(`${policy.startDate}T00:00:00+08:00`)) ?? '' }),
    ...(policy.oldMail === 'night' ? { oldMailAtNight: true as const } : {}),
    ...(policy.noDelete === undefined ? {} : { noDelete: side(policy.noDelete) }),
  }
}

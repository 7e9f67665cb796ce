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
    ...(policy.noDelete === undefined ? {} : { noDelete: side(policy.noDelete) }),
  }
}

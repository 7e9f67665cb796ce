import type { Finding } from '../../engine/report.ts'
import type { Comparison } from '../../sandbox/compare.ts'
import { findingLines, section } from '../findings.ts'
import { count, counted, duration, megabytes, percent, table } from '../render.ts'

/** How a demo ended. */
export interface Outcome {
  /** Both mailboxes are equal, nothing of ours left the organisation, and one more run wrote nothing. */
  readonly equal: boolean
  readonly comparison: Comparison
  /** Those that count: all but what lies in one trash only, by design. */
  readonly differences: Comparison['differences']
  /** In one trash only: emptied on the other side, or replaced by a late original. */
  readonly leftInTrash: { readonly emptied: number; readonly superseded: number }
  /** What must not have happened, beside differences. */
  readonly problems: readonly { readonly kind: string; readonly detail: string }[]
  readonly edits: number
  readonly findings: readonly Finding[]
  /** Messages copied by the first sync, and how long that took. */
  readonly copied: number
  readonly firstMs: number
  /** 0–1, of what Microsoft allows in ten minutes. */
  readonly windowShare: number
  readonly ms: number
  /** Of all processes together. */
  readonly peakBytes: number | undefined
  /** Made by Tongbu, by cloud and kind. */
  readonly requests: Readonly<Record<string, number>>
}

/** The one line of `--json`. */
export function outcomeJson({ equal, comparison, differences, leftInTrash, problems, edits, ms, requests }: Outcome): object {
  return {
    equal,
    messages: comparison.messages,
    edits,
    differences: [...differences, ...problems],
    leftInTrash,
    levels: comparison.levels,
    seconds: Math.round(ms / 100) / 10,
    requests,
  }
}

/** So many differences and kinds of requests are shown. */
const SHOWN = 20

/** The report at the end of a demo. */
export function describeOutcome(outcome: Outcome): string {
  const { comparison, problems, leftInTrash, findings, requests } = outcome
  const { exact, normal, carried } = comparison.levels
  const differences = [...outcome.differences.map(({ kind, path, detail }) => `  ${kind} in ${path}: ${detail}`), ...problems.map(({ kind, detail }) => `  ${kind}: ${detail}`)]
  const kinds = Object.entries(requests).sort(([, a], [, b]) => b - a)
  const lines = [
    '',
    outcome.equal ? `Equal: ${counted(comparison.messages, 'message')} on both sides.` : `Not equal: ${counted(differences.length, 'difference')} in ${counted(comparison.messages, 'message')}.`,
    `  ${count(exact)} byte for byte · ${count(normal)} by content · ${count(carried)} carried as an attachment`,
    ...(comparison.twins.length > 0 ? [`  ${count(comparison.twins.length)} delivered to both sides with different content: bound and listed, not copied`] : []),
    ...(leftInTrash.emptied > 0 ? [`  ${count(leftInTrash.emptied)} in one trash only: emptied on the other side, which never empties ours`] : []),
    ...(leftInTrash.superseded > 0 ? [`  ${count(leftInTrash.superseded)} copies in one trash only: the original arrived later and took their place`] : []),
    ...(problems.length === 0 ? ['  Nothing was sent in anyone’s name. One more run wrote nothing.'] : []),
    ...section('Differences', differences.slice(0, SHOWN)),
    ...section('To know', findingLines(findings)),
    ...section('Requests', table(['  REQUEST', 'COUNT'], kinds.slice(0, SHOWN).map(([kind, times]) => [`  ${kind}`, times])).split('\n')),
    '',
    [
      duration(outcome.ms),
      `first sync ${count((outcome.copied * 1000) / Math.max(1, outcome.firstMs))} msg/s`,
      `${percent(outcome.windowShare)} of what Microsoft allows in 10 minutes`,
      ...(outcome.peakBytes === undefined ? [] : [`${megabytes(outcome.peakBytes)} of memory at most, all processes`]),
    ].join(' · '),
  ]
  if (outcome.equal) lines.push('', 'Next: tongbu sandbox --config-out my.yaml, and try the other commands with --config my.yaml.')
  return lines.join('\n')
}

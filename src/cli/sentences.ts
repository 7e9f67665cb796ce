import type { PlannedRun } from '../app.ts'

/** Sentences under the headings of their groups, at most `most` of each; how many more there are is said. */
export function sentenceLines(sentences: PlannedRun['sentences'], most: number): string[] {
  const groups = new Map<string, string[]>()
  for (const { group, sentence } of sentences) {
    const known = groups.get(group)
    if (known === undefined) groups.set(group, [sentence])
    else known.push(sentence)
  }
  return [...groups].flatMap(([group, all]) => {
    const shown = all.slice(0, most)
    const rest = shown.length < all.length ? [`  … and ${all.length - shown.length} more (--all shows them)`] : []
    return ['', `${group} (${all.length})`, ...shown.map((sentence) => `  ${sentence}`), ...rest]
  })
}

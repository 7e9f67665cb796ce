/** A sentence of a catalogue with its values, which may be sentences too: in whatever language it is told then. */
export interface Said<Word extends string> {
  readonly word: Word
  readonly with?: Readonly<Record<string, string | number | Said<Word>>>
}

/** The sentence in these words. What it has no value for stays as it is, so that it shows. */
export function tell<Word extends string>(words: Readonly<Record<Word, string>>, { word, with: values = {} }: Said<Word>): string {
  return fill(words[word], Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'object' ? tell(words, value) : value])))
}

/** A text with these in place of `{name}`. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string => text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder))

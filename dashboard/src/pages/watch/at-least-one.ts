/** The same list, where there is anything in it: what is left out stands for all. */
export const atLeastOne = <Value>(list: readonly Value[]): Value[] | undefined => (list.length === 0 ? undefined : [...list])

/** Words with commas between them, as the language has them. `listed` takes them apart again. */
export const inOneLine = (words: readonly string[], language: string): string => words.join(language.startsWith('zh') ? '、' : ', ')

/** Words with commas, or on lines of their own. */
export const listed = (text: string): string[] =>
  text
    .split(/[,，、;；\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== '')

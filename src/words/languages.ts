/** The languages of Tongbu. */
export const LANGUAGES = ['en', 'zh-Hant-HK', 'zh-Hans-CN'] as const
export type Language = (typeof LANGUAGES)[number]

/** The same words in every language, by one key each. A `{name}` stands for a value. */
export type Catalogue<Word extends string> = Readonly<Record<Language, Readonly<Record<Word, string>>>>

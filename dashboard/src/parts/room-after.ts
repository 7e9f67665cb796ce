/** What stands between a text and what follows it: punctuation of Chinese has its own room. */
export const roomAfter = (text: string): string => (/[：，。]$/.test(text) ? '' : ' ')

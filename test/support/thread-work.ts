/** What `in-thread.test.ts` has done in a thread. */
export const echo = async (text: string): Promise<string> => text

export const waitForEver = (_text: string): Promise<string> => new Promise(() => {})

export const fail = async (text: string): Promise<string> => {
  throw new Error(text)
}

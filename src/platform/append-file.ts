import { open } from 'node:fs/promises'

/** Adds text to the end of a file, which it makes where there is none; on the disk when it resolves. @throws the system's error */
export type AppendFile = (path: string, text: string) => Promise<void>

export const appendFile: AppendFile = async (path, text) => {
  const file = await open(path, 'a', 0o600)
  try {
    await file.appendFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

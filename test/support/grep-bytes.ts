import { readFileSync } from 'node:fs'
import { filesIn, KEY } from '../../src/backup/backup.test-kit.ts'
import { sealerOf, type BackupKey } from '../../src/backup/key.ts'
import { once, unsealedWhole } from '../../src/backup/seal.ts'

/** Every file below a folder as it lies there, and what is in it once the key of the backup opens it. */
export async function everyByte(folder: string, key: BackupKey): Promise<{ readonly path: string; readonly bytes: Buffer }[]> {
  const found: { path: string; bytes: Buffer }[] = []
  for (const path of filesIn(folder)) {
    const bytes = readFileSync(path)
    found.push({ path, bytes })
    if (path.endsWith('.age')) found.push({ path: `${path} (opened)`, bytes: await unsealedWhole(once(bytes), path, sealerOf(key)) })
  }
  return found
}

/** Which of these texts are in which files: as they are, in base64 at any offset, or in quoted-printable, whatever the case and the line breaks. */
export async function grep(folder: string, texts: readonly string[], key: BackupKey = KEY): Promise<string[]> {
  const hits: string[] = []
  for (const { path, bytes } of await everyByte(folder, key)) {
    const raw = bytes.toString('latin1')
    const haystacks = [raw.toLowerCase(), raw.replace(/=\r?\n/g, '').toLowerCase(), decoded(raw)]
    const joined = raw.replace(/\s+/g, '')
    for (const text of texts) {
      const forms = [Buffer.from(text).toString('latin1').toLowerCase(), text.replace(/[^ -<>-~]/g, (letter) => [...Buffer.from(letter)].map((byte) => `=${byte.toString(16)}`).join('')).toLowerCase()]
      if (haystacks.some((haystack) => forms.some((form) => haystack.includes(form))) || base64Forms(text).some((form) => joined.includes(form))) hits.push(`${text} in ${path}`)
    }
  }
  return hits
}

const decoded = (raw: string): string => raw.replace(/=\r?\n/g, '').replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))).toLowerCase()

/** The part of the base64 of a text that is the same whatever stands before and after it. */
const base64Forms = (text: string): string[] => [0, 1, 2].map((before) => Buffer.from(`${'x'.repeat(before)}${text}`).toString('base64').slice(before === 0 ? 0 : 4, -4)).filter((form) => form.length >= 8)

import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { lockFile } from '../../src/platform/file-lock.ts'
import { memoryFolder } from './memory-folder.ts'

/** A browser, and what its process needs to know beside what Playwright tells it. */
export interface Chromium {
  readonly executablePath: string
  readonly env: Readonly<Record<string, string>>
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PACKAGE = join(ROOT, 'node_modules/@sparticuz/chromium')
/** What is unpacked names these folders: a link to them may go. */
const MODULES = realpathSync(join(ROOT, 'node_modules'))
/** Has all Chinese letters of both scripts, and comes by npm as the browser does. */
const CHINESE = join(MODULES, '@expo-google-fonts/chocolate-classical-sans/400Regular')

/**
 * The browser that `npm ci` brought, unpacked once with the libraries and letters that a bare machine lacks; or the one that `CHROMIUM_PATH` names.
 * @throws where npm has none for this processor and none is named
 */
export async function unpackChromium(): Promise<Chromium> {
  const { CHROMIUM_PATH: named, PATH = '' } = process.env
  if (named !== undefined) return { executablePath: named, env: { PATH } }
  if (process.arch !== 'x64') throw new Error(`npm has no browser for ${process.arch}.\nNext: install Chromium, and name it: CHROMIUM_PATH=/usr/bin/chromium npm test`)
  const { version }: { readonly version: string } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))
  const folder = join(cacheFolder(), `chromium-${version}`)
  if (!existsSync(folder)) await unpack(folder)
  const letters = join(folder, 'letters.conf')
  return { executablePath: join(folder, 'chromium'), env: { PATH, HOME: folder, LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: letters } }
}

function cacheFolder(): string {
  try {
    accessSync(MODULES, constants.W_OK)
    const cache = join(MODULES, '.cache/tongbu-browser')
    mkdirSync(cache, { recursive: true })
    return cache
  } catch {
    return memoryFolder()
  }
}

/** Test files run beside each other: one of them unpacks, and a folder that is there is whole. */
async function unpack(folder: string): Promise<void> {
  let unlock = lockFile(`${folder}.lock`)
  for (; unlock === undefined; unlock = lockFile(`${folder}.lock`)) await pause(100)
  try {
    if (existsSync(folder)) return
    const half = `${folder}.half`
    rmSync(half, { recursive: true, force: true })
    mkdirSync(half)
    // The package unpacks into the folder for temporary files, and its libraries only where it takes the machine for Amazon's.
    const env = { TMPDIR: half, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', "import chromium from '@sparticuz/chromium'; await chromium.executablePath()"], { cwd: ROOT, env })
    writeFileSync(join(half, 'letters.conf'), lettersConf(folder))
    renameSync(half, folder)
  } finally {
    unlock()
  }
}

const lettersConf = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>${CHINESE}</dir>
  <cachedir>${folder}/letters</cachedir>
</fontconfig>
`

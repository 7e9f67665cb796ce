import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** The root of the repository. */
export const ROOT = join(import.meta.dirname, '../..')

/** One import of a file of ours or of a package. */
export interface Import {
  /** As it is written. */
  readonly specifier: string
  /** Of a file of ours: its path from `src/`. */
  readonly target?: string
  readonly isTypeOnly: boolean
  /** `import(…)`: loaded when it is needed. */
  readonly isLazy: boolean
}

export interface SourceFile {
  /** From the folder that was asked for, with `/`. */
  readonly path: string
  readonly text: string
  /** Without comments and quoted strings; templates are whole. */
  readonly code: string
  readonly imports: readonly Import[]
}

/** Files that exist for tests only: they may reach for whatever they need. */
export const isForTests = (path: string): boolean => /\.test\.ts$|\.test-kit\.ts$|^mime\/test\//.test(path)

/** All TypeScript below a folder of the repository, in order of path. */
export function sourceFiles(folder: string): SourceFile[] {
  const base = join(ROOT, folder)
  return globSync('**/*.ts', { cwd: base })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => readSource(base, path))
}

function readSource(base: string, path: string): SourceFile {
  const text = readFileSync(join(base, path), 'utf8')
  return { path, text, code: strip(text, false), imports: importsOf(strip(text, true), path) }
}

const TOKENS = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|`(?:\\.|[^`\\])*`|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g

/** Takes comments out, and the content of quoted strings unless they are to be kept. */
export const strip = (text: string, keepStrings: boolean): string =>
  text.replace(TOKENS, (token) => {
    if (token.startsWith('/')) return ' '
    return keepStrings || token.startsWith('`') ? token : "''"
  })

const STATEMENT = /(?:^|\n)(?:import|export)\s+(type\s+)?([\w*{][^'"\n;]*(?:\n[^'"\n;]*)*?)\s+from\s+'([^']+)'/g
const BARE = /(?:^|\n)import\s+'([^']+)'/g
const LAZY = /\bimport\(\s*'([^']+)'\s*\)/g

function importsOf(code: string, path: string): Import[] {
  const statements = [...code.matchAll(STATEMENT)].map(([, type, names = '', specifier = '']) => toImport(specifier, path, type !== undefined || areTypes(names), false))
  const bare = [...code.matchAll(BARE)].map(([, specifier = '']) => toImport(specifier, path, false, false))
  const lazy = [...code.matchAll(LAZY)].map(([, specifier = '']) => toImport(specifier, path, false, true))
  return [...statements, ...bare, ...lazy]
}

const areTypes = (names: string): boolean => /^\{.*\}$/s.test(names.trim()) && names.replace(/[{}\s]+/g, ' ').split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '))

function toImport(specifier: string, path: string, isTypeOnly: boolean, isLazy: boolean): Import {
  const target = specifier.startsWith('.') ? { target: relative('/', join('/', dirname(path), specifier)) } : {}
  return { specifier, ...target, isTypeOnly, isLazy }
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isForTests, sourceFiles, type SourceFile } from './source-files.ts'

const src = sourceFiles('src').map((file) => ({ ...file, path: `src/${file.path}` }))
const all = [...src, ...['test', 'scripts', 'bench'].flatMap((folder) => sourceFiles(folder).map((file) => ({ ...file, path: `${folder}/${file.path}` })))]
/** This folder quotes what it looks for. */
const others = all.filter(({ path }) => !path.startsWith('test/architecture/'))

/** Lines that fit, as `path:line`. */
const linesThat = (files: readonly SourceFile[], fits: (line: string) => boolean, of: (file: SourceFile) => string = ({ text }) => text): string[] =>
  files.flatMap((file) => of(file).split('\n').flatMap((line, at) => (fits(line) ? [`${file.path}:${at + 1}`] : [])))

test('no test runs alone', () => {
  assert.deepEqual(linesThat(others, (line) => /\.only\(|\bonly: true\b/.test(line)), [])
})

test('no test is skipped or put off without a reason', () => {
  assert.deepEqual(linesThat(others, (line) => /\.skip\(\s*\)|\b(?:skip|todo): true\b|\.todo\(/.test(line)), [])
  assert.deepEqual(linesThat(others, (line) => /\b(?:test|it|describe)\.skip\(/.test(line)), [])
})

test('nothing is put off in a comment', () => {
  assert.deepEqual(linesThat(others, (line) => /\b(?:TODO|FIXME|XXX|HACK)\b/.test(line)), [])
})

test('no path of some machine is written down', () => {
  assert.deepEqual(linesThat(others, (line) => /['"`\s(](?:\/(?:home|root|Users|work|tmp|mnt|opt)\/\w|[A-Z]:\\\w)/.test(line)), [])
})

test('the compiler is never overruled in src', () => {
  const program = src.filter(({ path }) => !isForTests(path.slice('src/'.length)))
  assert.deepEqual(linesThat(program, (line) => /@ts-(?:ignore|nocheck|expect-error)|oxlint-disable|eslint-disable/.test(line)), [])
  assert.deepEqual(linesThat(program, (line) => /(?::|<|\bas|\|) *any\b/.test(line), ({ code }) => code), [])
})

test('every export of src has a name', () => {
  assert.deepEqual(linesThat(src, (line) => /^export default\b|^export \*|\bas default\b/.test(line), ({ code }) => code), [])
})

test('files are named in lower case with hyphens, and are short', () => {
  assert.deepEqual(all.map(({ path }) => path).filter((path) => !/^(?:[a-z0-9-]+\/)*[a-z0-9-]+(?:\.test|\.test-kit)?\.ts$/.test(path)), [])
  assert.deepEqual(all.filter(({ text }) => text.split('\n').length > 401).map(({ path }) => path), [])
})

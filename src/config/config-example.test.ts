import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configExample } from './config-example.ts'
import { allOptions, configPage } from './config-page.ts'
import { loadConfig } from './load-config.ts'

test('the example is usable as it is', () => {
  const config = loadConfig(configExample(), {}, () => assert.fail('no file is named in it'))
  assert.deepEqual(config.pairs.map(({ name, dingtalk, imap }) => [name, dingtalk !== undefined, imap !== undefined]), [['anna', true, false]])
})

test('every option is in the example and on the reference page, with its help', () => {
  const [example, page] = [configExample(), configPage()]
  for (const { path, about } of allOptions()) {
    const name = path.at(-1) ?? ''
    assert(new RegExp(`^[ #-]*${name}: .+`, 'm').test(example), name)
    assert(page.includes(`| \`${name}\` |`), name)
    assert(about !== undefined && about.help.length > 10, name)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UsageError, type Invocation } from '../command.ts'
import { uninstall } from './uninstall.ts'

test('what cannot be meant is refused before anything is looked at', () => {
  for (const given of [{ yes: true, dryRun: true }, { copies: 'burn' }, { without: 'gmail' }, { without: 'outlook' }]) assert.throws(() => uninstall.run({ given } as unknown as Invocation), UsageError)
})

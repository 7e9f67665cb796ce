import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FastifyRequest } from 'fastify'
import { SyncError } from '../domain/errors.ts'
import { ADMINISTRATOR } from './everybody.test-kit.ts'
import { agreedBy } from './safety-options.ts'

test('a second person is asked about the deed of whoever is signed in, and only where the configuration says so', async () => {
  const told: unknown[] = []
  const pass = async (...given: unknown[]): Promise<void> => {
    told.push(given)
    throw new SyncError('SECOND_PERSON', 'A second person has to agree to this first.')
  }
  const request = { who: ADMINISTRATOR } as unknown as FastifyRequest
  const deed = { deed: 'restore', pair: 'anna', about: 'p' } as const
  await agreedBy({ pass }, () => false)(request, deed)
  assert.deepEqual(told, [])
  await assert.rejects(agreedBy({ pass }, () => true)(request, deed), { code: 'SECOND_PERSON' })
  assert.deepEqual(told, [[ADMINISTRATOR, deed]])
})

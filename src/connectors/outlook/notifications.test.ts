import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isClientState, readNotifications } from './notifications.ts'

const STATE = 'a-secret'
/** As Graph's pages show it. */
const change = (more: object = {}) => ({
  subscriptionId: '7f105c7d-2dc5-4530-97cd-4e7ae6534c07',
  subscriptionExpirationDateTime: '2026-11-20T18:23:45.9356913Z',
  clientState: STATE,
  changeType: 'created',
  resource: 'Users/ddfcd489/Messages/AAMkAG=',
  tenantId: '84bd8158-6d4d-4958-8b9f-9d6445542f95',
  resourceData: { '@odata.type': '#Microsoft.Graph.Message', '@odata.id': 'Users/ddfcd489/Messages/AAMkAG=', '@odata.etag': 'W/"CQAAABYA"', id: 'AAMkAG=' },
  ...more,
})
const { changeType: _, resourceData: __, ...lifecycle } = change()
const read = { subscriptionId: change().subscriptionId, clientState: STATE }

test('a change, and each thing that can happen to a subscription, is told with its subscription and secret', () => {
  const events = ['subscriptionRemoved', 'reauthorizationRequired', 'missed'] as const
  const body = { value: [change(), ...events.map((lifecycleEvent) => ({ ...lifecycle, lifecycleEvent }))], validationTokens: ['x'] }
  assert.deepEqual(readNotifications(body), (['change', ...events] as const).map((kind) => ({ kind, ...read })))
})

test('what is told again in one body counts once, whatever the message', () => {
  const other = change({ subscriptionId: 'other' })
  const body = { value: [change(), change({ changeType: 'deleted' }), other, change({ resource: 'Users/ddfcd489/Messages/B' })] }
  assert.deepEqual(readNotifications(body), [{ kind: 'change', ...read }, { kind: 'change', ...read, subscriptionId: 'other' }])
})

test('one that is not as documented is left out, and the others count', () => {
  const broken = [
    change({ subscriptionId: undefined }), change({ subscriptionId: '' }), change({ subscriptionId: 7 }), change({ subscriptionId: 's'.repeat(129) }),
    change({ clientState: undefined }), change({ clientState: null }), change({ clientState: ['a-secret'] }), change({ clientState: 'c'.repeat(129) }),
    change({ changeType: 'exploded' }), change({ lifecycleEvent: 'unheardOf' }), { ...lifecycle }, null, 'text', [], 5,
  ]
  assert.deepEqual(readNotifications({ value: [...broken, change()] }), [{ kind: 'change', ...read }])
})

test('whatever a body holds, nothing is thrown, and only names and secrets of bearable length come out of it', () => {
  const field = fc.oneof(fc.string(), fc.string({ maxLength: 400, minLength: 100 }), fc.jsonValue())
  const fields = ['subscriptionId', 'clientState', 'changeType', 'lifecycleEvent'] as const
  const forged = fc.dictionary(fc.constantFrom(...fields, '__proto__', 'constructor'), field).map((more) => ({ ...change(), ...more }))
  const body = fc.oneof(fc.anything(), fc.jsonValue(), fc.record({ value: fc.oneof(fc.anything(), fc.array(fc.oneof(forged, fc.anything()))) }))
  fc.assert(
    fc.property(body, (anything) => {
      for (const { kind, subscriptionId, clientState } of readNotifications(anything)) {
        assert.ok(['change', 'subscriptionRemoved', 'reauthorizationRequired', 'missed'].includes(kind))
        for (const text of [subscriptionId, clientState]) assert.ok(typeof text === 'string' && text.length > 0 && text.length <= 128)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('a body of very many is read to its end', () => {
  const body = { value: Array.from({ length: 20_000 }, (_each, n) => (n % 2 === 0 ? change({ subscriptionId: `s${n % 10}` }) : { [`k${n}`]: n })) }
  assert.equal(readNotifications(body).length, 5)
})

test('only the secret itself is the secret, however long what is given for it', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (expected, given) => isClientState(expected, given) === (expected === given)))
  assert.equal(isClientState(STATE, STATE), true)
  assert.equal(isClientState(STATE, ''), false)
  assert.equal(isClientState(STATE, `${STATE}\0`), false)
})

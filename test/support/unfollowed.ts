import { AsyncResource, createHook } from 'node:async_hooks'

/**
 * Loaded before each test file. The runner watches every promise by an async hook, to know in which suite a test is written and whose a
 * failure is that nobody awaits; that takes a fifth of the processor's time. Without the hook such a failure still ends the file, as failed;
 * suites are told to the runner when their bodies begin.
 */
type Init = (asyncId: number, type: string, triggerAsyncId: number, resource: AsyncResource) => void

const inits: Init[] = []

Object.getPrototypeOf(createHook({})).enable = function (this: Readonly<Record<symbol, unknown>>) {
  const name = Object.getOwnPropertySymbols(this).find(({ description }) => description === 'init')
  const init = name === undefined ? undefined : this[name]
  if (typeof init === 'function') inits.push((...told) => Reflect.apply(init, this, told))
  return this
}

const whole = AsyncResource.prototype.runInAsyncScope

AsyncResource.prototype.runInAsyncScope = function <This, Result>(this: AsyncResource, work: (this: This, ...args: unknown[]) => Result, ...rest: [This?, ...unknown[]]): Result {
  for (const init of inits) init(this.asyncId(), '', 0, this)
  return Reflect.apply(whole<This, Result>, this, [work, ...rest])
}

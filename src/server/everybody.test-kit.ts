import type { Accounts, Who } from '../accounts/accounts.ts'

/** Somebody who may do everything, and is no browser. */
export const ADMINISTRATOR: Who = { id: 'a', name: 'anna', role: 'administrator', language: 'en', scopes: ['read', 'operate', 'administer'] }

/** For tests of other routes: whoever asks is an administrator, and nothing else about accounts is known. */
export const EVERYBODY: Accounts = new Proxy({} as Accounts, {
  get: (_nothing, name) => async () => {
    if (name === 'whoAsks') return ADMINISTRATOR
    throw new Error(`accounts.${String(name)} is not for this test`)
  },
})

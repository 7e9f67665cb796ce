import { systemClock } from '../platform/clock.ts'
import { EVERYBODY } from './everybody.test-kit.ts'
import type { FaceOptions } from './face.ts'
import { ApiError } from './problem.ts'

const refuse = (): never => {
  throw new ApiError('NOT_SET_UP')
}

/** A face with nothing behind it: whatever is asked of it is refused as where nothing is set up. */
export const NOTHING_BEHIND: FaceOptions = {
  version: '1.2.3',
  onFailure: () => {},
  clock: systemClock,
  app: refuse,
  accounts: EVERYBODY,
  oidc: () => undefined,
  setup: refuse,
  become: refuse,
  events: refuse,
  connections: refuse,
  delays: () => [],
  versions: () => ({}),
  configuration: refuse,
  supportBundle: refuse,
  jobs: { begin: refuse, find: refuse, all: refuse, cancel: refuse, follow: refuse, forgetNaming: refuse, endAll: refuse, close: refuse },
  safety: { app: refuse, version: '1.2.3', now: () => 0, agreed: refuse },
  tryIt: { state: refuse, begin: refuse, end: refuse, look: refuse, read: refuse, put: refuse, mark: refuse, move: refuse },
}

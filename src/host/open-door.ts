import type { Receipt, FrontOptions } from '../server/front.ts'

type Inside = Pick<FrontOptions, 'readiness' | 'takeNotifications'>

/** What the front asks before there is a service, and while one takes the place of another. */
export interface Door {
  readonly readiness: FrontOptions['readiness']
  readonly takeNotifications: (body: unknown) => Receipt
  attach(inside: Inside): () => void
}

/** A door with nothing behind it yet. */
export function createDoor(): Door {
  let inside: Inside | undefined
  return {
    readiness: () => inside?.readiness() ?? { ready: false, reasons: ['Nothing is connected yet.'], pairs: {} },
    takeNotifications: (body) => inside?.takeNotifications?.(body) ?? 'malformed',
    attach: (next) => {
      inside = next
      return () => {
        if (inside === next) inside = undefined
      }
    },
  }
}

import { useSyncExternalStore } from 'react'

const NARROW = matchMedia('(max-width: 760px)')

/** Whether there is no room for two columns, as on a phone. */
export const useIsNarrow = (): boolean =>
  useSyncExternalStore(
    (tell) => {
      NARROW.addEventListener('change', tell)
      return () => NARROW.removeEventListener('change', tell)
    },
    () => NARROW.matches,
  )

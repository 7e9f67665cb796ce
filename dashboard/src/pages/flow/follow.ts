import { useEffect, useRef, useState } from 'react'
import { api, dataOf } from '../../api/client.ts'
import type { FeedEvent } from '../../api/schema.ts'

/** So many are kept on the page. */
const MOST = 200
/** How many of the last ones are shown at once. */
const RECENT = 100
/** Where there is no stream: how often it is looked, in milliseconds. */
const POLL_MS = 4000

export type Connection = 'connecting' | 'live' | 'polling'

/** What happened lately and what happens now, newest first. Told as it happens; asked for every few seconds where a proxy does not let that through. */
export function useFlow(): { readonly events: readonly FeedEvent[]; readonly connection: Connection; readonly isLoaded: boolean } {
  const [events, setEvents] = useState<readonly FeedEvent[]>([])
  const [connection, setConnection] = useState<Connection>('connecting')
  const [isLoaded, setLoaded] = useState(false)
  const cursor = useRef<string>(undefined)
  useEffect(() => {
    const add = (more: readonly FeedEvent[]): void => {
      if (more.length === 0) return
      setEvents((before) => {
        const known = new Set(before.map(({ id }) => id))
        return [...more.filter(({ id }) => !known.has(id)).reverse(), ...before].slice(0, MOST)
      })
    }
    const read = async (): Promise<void> => {
      const page = await dataOf(api.GET('/api/v1/events', { params: { query: { after: cursor.current ?? 'recent', limit: RECENT } } }))
      cursor.current = page.next
      add(page.events)
      setLoaded(true)
    }
    const ending = new AbortController()
    let stream: EventSource | undefined
    let polling: ReturnType<typeof setInterval> | undefined
    const poll = (): void => {
      setConnection('polling')
      polling ??= setInterval(() => void read().catch(() => {}), POLL_MS)
    }
    const listen = (): void => {
      if (ending.signal.aborted) return
      stream = new EventSource(`/api/v1/events/stream?after=${encodeURIComponent(cursor.current ?? 'end')}`)
      stream.addEventListener('open', () => {
        clearInterval(polling)
        polling = undefined
        setConnection('live')
      })
      stream.addEventListener('message', ({ data, lastEventId }: MessageEvent<string>) => {
        cursor.current = lastEventId
        add([JSON.parse(data) as FeedEvent])
      })
      stream.addEventListener('error', poll)
    }
    void read().then(listen, poll)
    return () => {
      ending.abort()
      stream?.close()
      clearInterval(polling)
    }
  }, [])
  return { events, connection, isLoaded }
}

import { startServe, type ServeProcess } from '../../bench/serve-process.ts'
import { MOST_MB, MOST_MB_PER_HOUR, watchMemory, type Growth, type MemoryWatch } from './memory.ts'

/** The service, started again whenever it was killed. */
export interface Daemon {
  readonly kills: number
  readonly runs: number
  readonly memoryMB: number
  /** What it said last. */
  lastWords(): string
  /** Ends it as a power cut would, and starts it anew. */
  kill(): Promise<void>
  /** Ends it as a person would. @throws {Error} unless it ends well */
  stop(): Promise<void>
  /** To be called often. @throws {Error} when it ended by itself */
  look(): void
  /** One line for each life that was long enough to say something, and whether all were as they should be. */
  memory(): { readonly lines: readonly string[]; readonly isFlat: boolean }
}

export async function openDaemon(config: string): Promise<Daemon> {
  let service = await startServe(config)
  let memory = watchMemory(service)
  const lives: { readonly pid: number; readonly memory: MemoryWatch }[] = [{ pid: service.pid, memory }]
  let [kills, runsBefore] = [0, 0]

  const begin = async (): Promise<ServeProcess> => {
    const next = await startServe(config)
    memory = watchMemory(next)
    lives.push({ pid: next.pid, memory })
    return next
  }
  return {
    get kills() {
      return kills
    },
    get runs() {
      return runsBefore + service.runs()
    },
    get memoryMB() {
      return memory.lastMB
    },
    lastWords: () => service.lastWords(),
    kill: async () => {
      await service.end('SIGKILL')
      kills++
      runsBefore += service.runs()
      service = await begin()
    },
    stop: async () => {
      const how = await service.end('SIGTERM')
      if (how !== 0) throw new Error(`tongbu serve ended with ${how}:\n${service.lastWords()}`)
    },
    look: () => {
      if (!service.isAlive()) throw new Error(`tongbu serve ended by itself:\n${service.lastWords()}`)
      memory.look(Date.now())
    },
    memory: () => {
      const told = lives.map(({ pid, memory: { peakMB, growth } }) => ({ pid, peakMB, growth: growth() }))
      const lines = told.flatMap(({ pid, peakMB, growth }) => (growth === undefined ? [] : [`process ${pid}: ${sayGrowth(growth)}, peak ${Math.round(peakMB)} MB`]))
      const peak = Math.max(...told.map(({ peakMB }) => peakMB))
      const short = told.filter(({ growth }) => growth === undefined).length
      return {
        lines: [...lines, `${lines.length === 0 ? 'no process lived' : `${short} others did not live`} long enough to tell; highest peak ${Math.round(peak)} MB (at most ${MOST_MB})`],
        isFlat: peak <= MOST_MB && told.every(({ growth }) => (growth?.resident ?? 0) <= MOST_MB_PER_HOUR),
      }
    },
  }
}

function sayGrowth({ heap, resident, minutes, from, to }: Growth): string {
  const inUse = `resident ${Math.round(from.residentMB)} to ${Math.round(to.residentMB)} MB, heap ${Math.round(from.heapMB)} to ${Math.round(to.heapMB)} MB`
  return `in use ${resident.toFixed(1)} MB/h more (at most ${MOST_MB_PER_HOUR}; of it heap ${heap.toFixed(1)}) over ${Math.round(minutes)} minutes (${inUse})`
}

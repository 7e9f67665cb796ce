import { parentPort, workerData } from 'node:worker_threads'

const { module, name, given } = workerData as { module: string; name: string; given: unknown }
const exported = (await import(module)) as Record<string, (given: unknown) => unknown>
const answer = await exported[name]?.(given)
parentPort?.postMessage({ answer }, [])

#!/usr/bin/env node
// Plain JavaScript that any Node from 18 on can run. It hands over to the Node that the project needs, set to use little memory.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/**
 * Mail comes as many short-lived buffers: a small young generation costs little time and saves half of the memory. What is hot is compiled
 * on the main thread, as a program that ends while another thread compiles may wait for it for ever (https://github.com/nodejs/node/issues/54918).
 */
const FLAGS = ['--max-semi-space-size=4', '--v8-pool-size=1', '--expose-gc', '--no-concurrent-recompilation']

/** Without these, freed buffers stay with the C library (glibc, mallopt(3)). The cache spares the next start reading TypeScript. */
const ENVIRONMENT = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: '131072',
  MALLOC_MMAP_THRESHOLD_: '131072',
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/tongbu', import.meta.url)),
}

/** The Node 24 that `npm ci` brings on Linux, if it is there. */
function broughtNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`)
    const node = join(dirname(manifest), 'bin', 'node')
    return existsSync(node) ? node : undefined
  } catch {
    return undefined
  }
}

/** Becomes the same command in that Node; where the system or this Node cannot, starts it as a child and passes signals and exit code on. */
function handOver(node) {
  const args = [...FLAGS, main, ...process.argv.slice(2)]
  const env = { ...ENVIRONMENT, ...process.env }
  if (process.execve !== undefined && process.platform !== 'win32') process.execve(node, [node, ...args], env)
  const child = spawn(node, args, { stdio: 'inherit', env })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`Tongbu could not start ${node}: ${error.message}\nNext: run \`npm ci\` again.`)
    process.exitCode = 70
  })
  child.on('exit', (code, signal) => {
    if (signal === null) return void (process.exitCode = code ?? 70)
    for (const other of signals) process.removeAllListeners(other)
    process.kill(process.pid, signal)
  })
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const node = major >= 24 ? process.execPath : (broughtNode() ?? (major > 22 || (major === 22 && minor >= 18) ? process.execPath : undefined))
if (node !== undefined) handOver(node)
else {
  console.error(`Tongbu needs Node 24; this is Node ${process.versions.node}.\nNext: run \`npm ci\` in this folder, which brings Node 24 on Linux, or install Node 24.`)
  process.exitCode = 78
}

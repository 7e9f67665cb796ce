#!/usr/bin/env node
// Plain JavaScript that any Node from 18 on can run: it finds the Node that the project needs and hands over to it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = new URL('../src/main.ts', import.meta.url)
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

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

/** Runs the same command with another Node; signals and exit code pass through. */
function handOver(node) {
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' })
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

const brought = major >= 24 ? undefined : broughtNode()
if (brought !== undefined) handOver(brought)
else if (major > 22 || (major === 22 && minor >= 18)) await import(main.href)
else {
  console.error(`Tongbu needs Node 24; this is Node ${process.versions.node}.\nNext: run \`npm ci\` in this folder, which brings Node 24 on Linux, or install Node 24.`)
  process.exitCode = 78
}

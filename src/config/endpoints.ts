import type { PairConfig } from './config.ts'

/** Whether every cloud that this pair uses is on this machine: the sandbox, then. */
export const isOnThisMachine = (pair: PairConfig): boolean => hostsOf(pair).every(isLoopback)

function hostsOf({ dingtalk, imap, outlook }: PairConfig): readonly string[] {
  const hostOf = (url: string): string => URL.parse(url)?.hostname ?? url
  return [
    ...(dingtalk === undefined ? [] : [dingtalk.imap.host, ...(dingtalk.openapi === undefined ? [] : [hostOf(dingtalk.openapi.baseUrl)])]),
    ...(imap === undefined ? [] : [imap.host]),
    hostOf(outlook.graphUrl),
    hostOf(outlook.loginUrl),
    ...(outlook.imap === undefined || outlook.imap.enabled === 'off' ? [] : [outlook.imap.host]),
  ]
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)

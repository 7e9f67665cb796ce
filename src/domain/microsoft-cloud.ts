/** Where a Microsoft cloud is, and where its administrators work. */
export interface MicrosoftCloud {
  readonly graphUrl: string
  readonly loginUrl: string
  readonly imapHost: string
  /** Resources that tokens are asked for, as scopes name them. */
  readonly resources: Readonly<Record<'graph' | 'exchange', string>>
  /** Where app registrations are, in the words of its own pages. */
  readonly console: string
  readonly consoleUrl: string
}

/**
 * The public cloud, and the one in mainland China that 21Vianet runs. They share no account and no app registration.
 * @see https://learn.microsoft.com/graph/deployments and https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
 */
export const MICROSOFT_CLOUDS = {
  global: {
    graphUrl: 'https://graph.microsoft.com/v1.0',
    loginUrl: 'https://login.microsoftonline.com',
    imapHost: 'outlook.office365.com',
    resources: { graph: 'https://graph.microsoft.com', exchange: 'https://outlook.office365.com' },
    console: 'Microsoft Entra admin center',
    consoleUrl: 'https://entra.microsoft.com',
  },
  china: {
    graphUrl: 'https://microsoftgraph.chinacloudapi.cn/v1.0',
    loginUrl: 'https://login.partner.microsoftonline.cn',
    imapHost: 'partner.outlook.cn',
    resources: { graph: 'https://microsoftgraph.chinacloudapi.cn', exchange: 'https://partner.outlook.cn' },
    console: 'Azure portal of 21Vianet',
    consoleUrl: 'https://portal.azure.cn',
  },
} as const satisfies Readonly<Record<string, MicrosoftCloud>>

export type MicrosoftCloudName = keyof typeof MICROSOFT_CLOUDS

/** The cloud of a server by its address. One that belongs to neither (the sandbox) counts as global. */
export const cloudOfUrl = (url: string): MicrosoftCloudName => (/(^|\.)(chinacloudapi|microsoftonline|outlook)\.cn$/.test(URL.parse(url)?.hostname ?? '') ? 'china' : 'global')

/** What a person pastes of a robot: the address that DingTalk shows, or the token alone. An address other than DingTalk's own is kept. */
export function robotOf(pasted: string): { readonly accessToken: string; readonly url?: string } {
  const text = pasted.trim()
  const address = URL.canParse(text) ? new URL(text) : undefined
  const token = address?.searchParams.get('access_token')
  if (address === undefined || token === null || token === undefined) return { accessToken: text }
  return { accessToken: token, ...(address.host === 'oapi.dingtalk.com' ? {} : { url: address.origin }) }
}

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title></head><body style="font:16px/1.6 system-ui,sans-serif;max-width:24rem;margin:10vh auto;padding:0 1rem"><h1 style="font-size:1.3rem">${escape(title)}</h1>${body}<p><small>由同步沙盒模拟。Simulated by the sandbox of Tongbu.</small></p></body></html>`

/** Where a person signs in to an app. */
export function pickPersonPage(people: readonly string[], fields: Readonly<Record<string, string>>): string {
  const hidden = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`).join('')
  const form = (inside: string): string => `<form method="post" action="/dingtalk-login/oauth2/auth">${hidden}${inside}</form>`
  return page('钉钉登录', `${form(people.map((address) => `<button name="account" value="${escape(address)}">${escape(address)}</button>`).join(' '))}${form('<button name="answer" value="cancel">取消</button>')}`)
}

export const problemPage = (): string => page('参数错误', '<p>url不在appid配置的安全域名或可信任url列表 (client_id, redirect_uri)</p>')

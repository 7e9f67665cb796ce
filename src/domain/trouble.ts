/**
 * Why something did not arrive where it was sent, by code. The half sentences are for logs and the command line; the dashboard has words of its
 * own for each. `{n}` is a number that was answered.
 */
export const TROUBLE = {
  'name-unknown': 'the name of the server cannot be resolved; check it in the configuration, and DNS',
  'not-listening': 'the server takes no connection at this address and port',
  'no-way': 'no way through the network to the server',
  'not-in-time': 'the server did not answer in time',
  'certificate-name': 'the certificate of the server is for another name; check the name in the configuration',
  'certificate-dates': 'the certificate of the server is not valid now; whoever runs it has to renew it, or the clock of this machine is wrong',
  'certificate-untrusted': 'the certificate of the server is not trusted; if it is the right server, name the certificate of its issuer in NODE_EXTRA_CA_CERTS',
  'no-tls': 'the server does not speak TLS at this port as expected',
  'no-answer': 'no answer in time',
  answered: 'answered {n}',
  'address-plain': 'the address must begin with https://',
  'address-secret': 'the address must not hold a name or a password',
  'address-nowhere': 'the name has no address',
  'address-never': 'the address is one where nothing is ever sent (link-local, metadata of a cloud, or reserved)',
  'address-private': 'the address is on this machine or in a private network, which `webhooks.allowPrivate` does not allow',
  'robot-busy': 'DingTalk is busy',
  'robot-often': 'DingTalk takes 20 messages a minute from a robot, and none for ten minutes after more',
  'robot-safety': 'the safety settings of the robot refuse it: check the secret, its keywords and its list of addresses, and the clock of this machine',
  'robot-token': 'the access token is not known: copy the address of the robot again',
  'robot-disabled': 'the robot is disabled in its group',
  'robot-group': 'the group was dissolved',
  'robot-gone': 'there is no such robot any more',
  'robot-answered': 'DingTalk answered {n}',
  'mail-sign-in': 'the mail server refused the user name or the password',
  'mail-no-tls': 'the mail server offers no TLS',
  'mail-address': 'the mail server refused the sender or a recipient',
  'mail-message': 'the mail server refused the message',
  'mail-refused': 'the mail server did not take it',
} as const

export type TroubleCode = keyof typeof TROUBLE

export interface Trouble {
  readonly code: TroubleCode
  readonly n?: number
}

/** As half a sentence; what is no code is told as it is. */
export const troubleText = (code: string, n?: number): string => (code in TROUBLE ? TROUBLE[code as TroubleCode].replace('{n}', String(n ?? '?')) : code)

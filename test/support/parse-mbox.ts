/** The messages of an mboxrd file (https://doc.dovecot.org/main/core/config/mailbox/formats/mbox.html), read without a line of ours. */
export const parseMailbox = (text: string): string[] =>
  text
    .split(/(?:^|\n)From [^\n]*\n/)
    .slice(1)
    .map((message) => message.replace(/^>(>*From )/gm, '$1').replace(/\n$/, ''))
    .map((message) => (message.endsWith('\n') ? message : `${message}\n`))

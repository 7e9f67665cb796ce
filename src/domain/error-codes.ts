import type { Remedy, Scope } from './errors.ts'

interface ErrorKind {
  readonly scope: Scope
  readonly remedy: Remedy
  readonly cause: string
  readonly cure: string
}

const kind = (scope: Scope, remedy: Remedy, cause: string, cure: string): ErrorKind => ({ scope, remedy, cause, cure })

/** Every code with what it means and what to do. `docs/errors.md` is made from this table. */
export const ERROR_CODES = {
  THROTTLED: kind('account', 'retry', 'The cloud asked us to slow down.', 'Nothing: the sync waits as long as the cloud asked and goes on.'),
  REMOTE_FAILURE: kind('account', 'retry', 'The cloud failed, did not answer in time, or the connection was lost.', 'Run `tongbu sync` again later; nothing is lost.'),
  QUOTA_SPENT: kind('account', 'retry', 'The calls that Tongbu may make in this month are spent.', 'Raise `callsPerMonth`, or take `openapi` out of the configuration: mail then crosses over IMAP alone, without tags. It goes on by itself next month.'),
  NOT_FOUND: kind('item', 'replan', 'The message or folder was gone between reading and writing.', 'Nothing: the next run plans again.'),
  PRECONDITION_FAILED: kind('item', 'replan', 'The message changed between reading and writing.', 'Nothing: the next run plans again.'),
  FOLDER_EXISTS: kind('item', 'replan', 'Another program made a folder of that name first.', 'Nothing: the next run binds the two.'),
  DELTA_EXPIRED: kind('collection', 'resync', 'The cloud no longer knows where we stopped reading.', 'Nothing: everything is listed once more; bindings stay.'),
  REJECTED: kind('item', 'skip', 'The cloud refuses this message for good.', 'See `tongbu status`; mend or move the message, then run `tongbu sync`.'),
  TOO_LARGE: kind('item', 'skip', 'The message is larger than the other side takes.', 'Raise `maxMessageBytes` if the mailbox takes more, or leave it: it is listed.'),
  NOT_REPRESENTABLE: kind('item', 'skip', 'The other side has no such thing.', 'Nothing to do: it is listed once.'),
  UNREADABLE_MESSAGE: kind('item', 'skip', 'The message cannot be read or parsed.', 'See `tongbu status`; the rest goes on.'),
  UNAUTHORIZED: kind('account', 'reauthorize', 'The sign-in was refused.', 'Check the credentials of this account, then `tongbu doctor`. It is not tried again by itself, so that the account is not locked.'),
  FORBIDDEN: kind('account', 'reauthorize', 'A permission is missing.', 'Grant the permission that `tongbu doctor` names, then run again.'),
  MAILBOX_FULL: kind('account', 'report', 'The mailbox is full, or has too little room for what is to be copied.', 'Make room in the mailbox, then run `tongbu sync` again; marks and moves cross meanwhile.'),
  DISK_FULL: kind('account', 'report', 'The disk has no room for temporary files, or too little for what is to be copied.', 'Make room on the disk (the folder for temporary files, and where the database is); marks and moves cross meanwhile.'),
  BAD_CONFIG: kind('service', 'reconfigure', 'An option is missing or wrong.', 'Mend the options that are listed; `config.example.yaml` shows each one.'),
  SECRETS_KEY: kind('service', 'reconfigure', 'The key that sealed secrets are opened with is missing, not readable, readable by others, or not the one that they were sealed with.', 'Put `tongbu.key` back beside the configuration, for its owner alone (`chmod 600`), or set `TONGBU_SECRETS_KEY`. If it is lost, make a new one with `tongbu seal` and enter each secret again.'),
  SEALED_VALUE: kind('service', 'reconfigure', 'A sealed secret was altered or cut, or belongs to another option.', 'Seal the secret again with `tongbu seal`, and put the line that it prints in its place.'),
  SETUP_INCOMPLETE: kind('service', 'confirm', 'The set-up lacks something, or something in it is in the way.', 'Open the set-up (`tongbu start`, or `tongbu init`): it shows what is missing at each step.'),
  GATE_CLOSED: kind('service', 'confirm', 'The safety measures of this pair are neither met nor waived, or what they were met for has changed. Nothing is written to either mailbox.', 'Run `tongbu preflight PAIR`: it says what is missing, and how to meet it, answer it or waive it in writing. `tongbu plan` and `tongbu verify` work meanwhile.'),
  HOLD_CHANGED: kind('service', 'confirm', 'The hold that was named is not the one that is open.', 'Run `tongbu plan` and decide about the hold that it shows.'),
  ENDPOINT_UNREACHABLE: kind('service', 'reconfigure', 'The cloud could not reach the address that it is to send change notifications to.', 'Open the public URL from outside and check DNS, certificate and proxy; until then the mailbox is polled.'),
  UNKNOWN_RUN: kind('service', 'confirm', 'The run that was named is not known, or it changed nothing.', 'Run `tongbu runs` and name one that it shows.'),
  UNREADABLE_ANSWER: kind('collection', 'report', 'The cloud answered something that we cannot read.', 'Run with `--json` and report the code; nothing was written.'),
  STORE_FAILURE: kind('service', 'retry', 'The database is busy, full or gone.', 'Check the disk and the database, then run again; nothing is lost.'),
  STORE_LOCKED: kind('service', 'report', 'Another Tongbu process uses this database.', 'Beside the service (`tongbu start` or `tongbu serve`) use the dashboard, or `tongbu status`, `verify`, `runs`, `pause` and `resume`. For anything else end the other process, or wait until it ends.'),
  STORE_NEWER: kind('service', 'reconfigure', 'The database was written by a newer Tongbu.', 'Install that version again, or point `database` to another file.'),
  STORE_OLDER: kind('service', 'reconfigure', 'The database was written by an older Tongbu.', 'Run `tongbu migrate`.'),
  BACKUP_KEY: kind('service', 'reconfigure', 'The key of the backup is missing, not readable, readable by others, or not the one that the backup was made with.', 'Put the right key file where `backup.keyFile` says, for its owner alone (`chmod 600`); your copy of it is as good as the original. Nothing was read or written.'),
  BACKUP_FOLDER: kind('service', 'reconfigure', 'The backup folder is not there, cannot be written, or holds no backup of ours.', 'Check `backup.folder` in the configuration, that its disk is mounted and that you may write there; `tongbu backup init` makes a new one.'),
  BACKUP_FULL: kind('service', 'report', 'The disk of the backup folder is full.', 'Make room there, or run `tongbu backup prune`, then run `tongbu backup run` again: it goes on where it stopped.'),
  BACKUP_BUSY: kind('service', 'retry', 'Another process is writing to this backup folder.', 'Wait until it has ended, then run again.'),
  BACKUP_DAMAGED: kind('service', 'report', 'A file of the backup is missing, was changed, or cannot be read.', 'Run `tongbu backup verify`, which names every such file; put it back from a copy of the folder, or take a new backup while the mailboxes are whole.'),
  UNKNOWN_POINT: kind('service', 'confirm', 'The restore point that was named is not in the backup.', 'Run `tongbu backup list` and name one that it shows.'),
  ARCHIVE_UNKNOWN: kind('service', 'confirm', 'No message, or no legal hold, of the archive has that name.', 'Run `tongbu archive search` or `tongbu archive hold` and name one that it shows.'),
  ARCHIVE_HELD: kind('service', 'confirm', 'A legal hold keeps the message, or has that name.', 'Run `tongbu archive hold`: it shows what holds keep, why, and on whose word. Who may end one ends it with `tongbu archive hold end`.'),
  HISTORY_UNKNOWN: kind('service', 'confirm', 'What was done since the restore point is not in this database.', 'Put the right database back; or roll back with `--everything`, which needs no history: look at `--dry-run` first.'),
  EXPORT_FOLDER: kind('service', 'confirm', 'The folder to export to is not empty, or cannot be written.', 'Name a folder that is empty or not there yet, where you may write.'),
  NAMES_PERSON: kind('service', 'confirm', 'The reason or the name that was given holds the address of the person who is to be erased.', 'Write the reason without the address, such as the number of the request.'),
  CURSOR_EXPIRED: kind('service', 'confirm', 'The cursor is none of this event feed, or what came after it is no longer kept.', 'Begin anew without a cursor (the oldest event that is kept) or at the end; what happened meanwhile is in `tongbu audit search`.'),
  SIGN_IN_REFUSED: kind('service', 'reauthorize', 'The name, the password or the code was wrong, or the account is not open.', 'Try again; whoever has lost a password asks an administrator for a link, and an administrator makes one with `tongbu accounts link NAME`.'),
  SIGN_IN_DELAYED: kind('service', 'retry', 'Signing in has failed too often under this name or from this address.', 'Wait as long as is said, at most a quarter of an hour. A link of `tongbu accounts link NAME` works at once.'),
  OIDC_REFUSED: kind('service', 'reauthorize', 'The sign-in by OpenID Connect was not confirmed, was given up, or gives no role here.', 'Begin again; if it stays so, an administrator looks at `accounts.oidc` and at the roles that the issuer gives.'),
  OIDC_UNREACHABLE: kind('service', 'retry', 'The issuer of OpenID Connect does not answer, or says that it is another one.', 'Check `accounts.oidc.issuer`, and that this machine reaches it. Who has a password signs in with it meanwhile.'),
  NOT_SIGNED_IN: kind('service', 'reauthorize', 'Nobody is signed in, or the session or the token is over.', 'Sign in again, or make a new token on the page of your account.'),
  NOT_ALLOWED: kind('service', 'reauthorize', 'Your role, or the scope of the token, does not cover this.', 'Ask an administrator; `tongbu accounts list` shows who that is.'),
  NOT_FROM_HERE: kind('service', 'reauthorize', 'The request did not come from a page of this session.', 'Load the page again. A program sends a token (`Authorization: Bearer tb_…`), not a cookie.'),
  LINK_SPENT: kind('service', 'reauthorize', 'The link was used already, is too old, or was replaced by a newer one.', 'Ask for a new link; an administrator makes one with `tongbu accounts link NAME`.'),
  BAD_ACCOUNT: kind('service', 'confirm', 'The name, the password or another choice for the account cannot be taken.', 'Choose another one, as the message says.'),
  UNKNOWN_ACCOUNT: kind('service', 'confirm', 'There is no account, session, token or request of that name.', 'Run `tongbu accounts list` and name one that it shows.'),
  LAST_ADMINISTRATOR: kind('service', 'confirm', 'It is the last administrator who can sign in.', 'Make somebody else an administrator first: `tongbu accounts role NAME administrator`.'),
  SECOND_PERSON: kind('service', 'confirm', 'A second person has to agree first (`safety.secondPerson`), and none has, or the time for it is over.', 'Ask for it where you wanted to do it; another administrator decides within an hour.'),
  UNKNOWN_WEBHOOK: kind('service', 'confirm', 'There is no webhook, or no delivery, of that name.', 'Run `tongbu webhooks` and name one that it shows.'),
  WEBHOOK_ADDRESS: kind('service', 'confirm', 'The address that was named is not one where anything is sent.', 'Name an address that begins with https:// and is reached over the internet. For one in your own network set `webhooks.allowPrivate`.'),
  UNKNOWN_WATCH: kind('service', 'confirm', 'There is no rule, channel or pair of that name.', 'Run `tongbu watch` and name one that it shows.'),
  BAD_WATCH: kind('service', 'confirm', 'The rule or the channel cannot be taken as it is.', 'Mend what the message says; docs/watch.md has examples.'),
  BROKEN_INVARIANT: kind('collection', 'report', 'Something that must always hold does not: a bug of ours.', 'Please report it with the code; nothing more is written for this pair.'),
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof ERROR_CODES

/** Whether `text`, read from memory or from a report, is a code that this version knows. */
export const isErrorCode = (text: string): text is ErrorCode => text in ERROR_CODES

/** By code: what went wrong, and what to do. In English the service's own sentence is shown where it has a nearer one. */
export const errors = {
  BAD_REQUEST: { what: 'What was sent is not what is needed here.', next: 'Mend what is listed.' },
  SIGN_IN: { what: 'You are not signed in.', next: 'Sign in and try again.' },
  NOT_ALLOWED: { what: 'You may not do that.', next: 'Ask an administrator.' },
  NOT_THERE: { what: 'There is no such thing.', next: 'Look at the list again: it may be gone.' },
  NOT_SET_UP: { what: 'Nothing is connected yet.', next: 'Go through the set-up first.' },
  CHANGED_MEANWHILE: { what: 'Somebody changed it meanwhile.', next: 'Look at it again, then decide.' },
  TOO_MUCH: { what: 'That is too large.', next: 'Send less at once.' },
  TOO_OFTEN: { what: 'That was asked too often.', next: 'Wait a little, then try again.' },
  FAILED: { what: 'Tongbu failed in an unforeseen way.', next: 'Please report it; nothing is lost.' },
}

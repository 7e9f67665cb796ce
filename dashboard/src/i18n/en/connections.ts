export const connections = {
  consent: {
    title: 'Consent of an administrator',
    why: 'An administrator of Microsoft 365 agrees once, for everybody, to what the app may do. Microsoft shows the list first.',
    redirect: 'Microsoft leads back to this address. Enter it with the app, under Authentication → Add a platform → {{entraWeb}}, letter for letter:',
    noRedirect: 'Microsoft does not lead back to this address. Open the dashboard over HTTPS or on this machine, or choose “{{entraConsent}}” on the page of the app.',
    go: 'Ask for consent at Microsoft',
    granted: { what: 'The administrator has agreed', next: 'Check again. It can take some minutes until Microsoft acts on it.' },
    declined: { what: 'The administrator did not agree', next: 'Nothing was changed. Ask again when you like.' },
    elsewhere: { what: 'Somebody agreed for another organisation', next: 'It counts there, and not here. Sign in at Microsoft as an administrator of the tenant that is named here, and ask again.' },
    refused: { what: 'Microsoft did not take the consent', next: 'Look whether the app lists its permissions, and whether you are an administrator who may consent. Then ask again.' },
  },
}

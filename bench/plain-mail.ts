const LINE = 'The goods leave Ningbo on Friday and arrive two weeks later; papers follow by courier as agreed.\r\n'

/** A plain mail of 4 kB, with the headers that a mail has on its way. Equal numbers make equal bytes. */
export function plainMail(n: number): string {
  const head = [
    `Return-Path: <chen${n % 40}@factory.example>`,
    `Received: from mx.factory.example (mx.factory.example [192.0.2.1])\r\n\tby mail.trading.example (Postfix) with ESMTPS id ${n}\r\n\tfor <anna@trading.example>; Mon, 05 Jan 2026 08:00:00 +0000`,
    `Message-ID: <order-${n}@factory.example>`,
    `From: "Chen, Factory ${n % 40}" <chen${n % 40}@factory.example>`,
    'To: Anna <anna@trading.example>',
    `Subject: =?utf-8?B?${Buffer.from(`订单 ${n}`).toString('base64')}?=`,
    'Date: Mon, 05 Jan 2026 08:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    '',
  ].join('\r\n')
  return head + LINE.repeat(Math.round((4096 - head.length) / LINE.length))
}

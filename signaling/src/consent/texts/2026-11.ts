import type { NoticeTexts } from './notice-texts.ts'

// In force texts are never edited: whoever consented saw them to the letter. A change is a new file with a new version.

/** Notices of November 2026. */
export const TEXTS_2026_11: Readonly<Record<string, NoticeTexts>> = {
  en: {
    heading: 'May we record this call?',
    purpose:
      '{controller} would like to record the sound, the camera, the shared screen, the chat and the drawings of this call, to keep what was agreed and to improve its advice.',
    retention:
      'The recording is kept for {days} and then deleted. Only authorised staff may view it.',
    days: ['{n} day', '{n} days'],
    choice:
      'You are free to choose. If you decline, the call goes on without a recording. If you agree, you can withdraw at any time with one click.',
    rights: {
      eu: 'You may ask for access to the recording and for its erasure, and complain to a data protection authority. A withdrawal does not change that the recording was lawful until then.',
      default: 'You may ask for a copy of the recording and for its erasure.',
    },
    policy: 'Privacy policy: {url}',
  },
  de: {
    heading: 'Dürfen wir dieses Gespräch aufzeichnen?',
    purpose:
      '{controller} möchte Ton, Kamera, geteilten Bildschirm, Chat und Zeichnungen dieses Gesprächs aufzeichnen, um Vereinbartes festzuhalten und die Beratung zu verbessern.',
    retention:
      'Die Aufzeichnung wird {days} aufbewahrt und dann gelöscht. Nur befugte Mitarbeitende dürfen sie ansehen.',
    days: ['{n} Tag', '{n} Tage'],
    choice:
      'Die Wahl ist frei. Wenn Sie ablehnen, geht das Gespräch ohne Aufzeichnung weiter. Wenn Sie zustimmen, können Sie das jederzeit mit einem Klick widerrufen.',
    rights: {
      eu: 'Sie können Auskunft über die Aufzeichnung und ihre Löschung verlangen und sich bei einer Datenschutzbehörde beschweren. Ein Widerruf ändert nichts daran, dass die Aufzeichnung bis dahin rechtmäßig war.',
      default: 'Sie können eine Kopie der Aufzeichnung und ihre Löschung verlangen.',
    },
    policy: 'Datenschutzerklärung: {url}',
  },
  fr: {
    heading: 'Pouvons-nous enregistrer cet appel ?',
    purpose:
      '{controller} souhaite enregistrer le son, la caméra, l’écran partagé, la messagerie et les dessins de cet appel, pour garder trace de ce qui a été convenu et améliorer ses conseils.',
    retention:
      'L’enregistrement est conservé {days}, puis supprimé. Seul le personnel autorisé peut le consulter.',
    days: ['{n} jour', '{n} jours'],
    choice:
      'Vous êtes libre de choisir. Si vous refusez, l’appel continue sans enregistrement. Si vous acceptez, vous pouvez retirer votre accord à tout moment, en un clic.',
    rights: {
      eu: 'Vous pouvez demander l’accès à l’enregistrement et son effacement, et saisir une autorité de protection des données. Un retrait ne remet pas en cause la licéité de l’enregistrement jusque-là.',
      default: 'Vous pouvez demander une copie de l’enregistrement et son effacement.',
    },
    policy: 'Politique de confidentialité : {url}',
  },
  es: {
    heading: '¿Podemos grabar esta llamada?',
    purpose:
      '{controller} desea grabar el sonido, la cámara, la pantalla compartida, el chat y los dibujos de esta llamada, para conservar lo acordado y mejorar su asesoramiento.',
    retention:
      'La grabación se conserva durante {days} y después se elimina. Solo puede verla el personal autorizado.',
    days: ['{n} día', '{n} días'],
    choice:
      'Usted decide libremente. Si no acepta, la llamada continúa sin grabación. Si acepta, puede retirar su consentimiento en cualquier momento con un clic.',
    rights: {
      eu: 'Puede solicitar el acceso a la grabación y su supresión, y reclamar ante una autoridad de protección de datos. La retirada no afecta a la licitud de lo grabado hasta entonces.',
      default: 'Puede solicitar una copia de la grabación y su supresión.',
    },
    policy: 'Política de privacidad: {url}',
  },
  'zh-CN': {
    heading: '可以录制本次通话吗？',
    purpose:
      '{controller}希望录制本次通话的声音、摄像头画面、共享屏幕、聊天和标注，用于留存双方的约定并改进咨询服务。',
    retention: '录制内容保存{days}，随后删除。仅获授权的工作人员可以查看。',
    days: ['{n}天', '{n}天'],
    choice: '您可以自由选择。如果拒绝，通话照常进行，不作录制。如果同意，您可以随时一键撤回。',
    rights: {
      eu: '您可以要求查阅或删除录制内容，也可以向数据保护机构投诉。撤回同意不影响此前录制的合法性。',
      default: '您可以要求获得录制内容的副本或将其删除。',
    },
    policy: '隐私政策：{url}',
  },
  ja: {
    heading: 'この通話を録画してもよろしいですか？',
    purpose:
      '{controller}は、合意内容の確認とご案内の改善のため、この通話の音声、カメラ映像、共有画面、チャット、描画を録画したいと考えています。',
    retention: '録画は{days}保存した後、削除します。閲覧できるのは権限のある担当者だけです。',
    days: ['{n}日間', '{n}日間'],
    choice:
      '選択は自由です。お断りいただいても、通話は録画なしでそのまま続きます。同意された場合も、いつでもワンクリックで撤回できます。',
    rights: {
      eu: '録画の開示や消去を求めること、またデータ保護当局に苦情を申し立てることができます。撤回しても、それまでの録画の適法性には影響しません。',
      default: '録画の写しの提供や消去を求めることができます。',
    },
    policy: 'プライバシーポリシー：{url}',
  },
  ar: {
    heading: 'هل تسمح لنا بتسجيل هذه المكالمة؟',
    purpose:
      'ترغب {controller} في تسجيل الصوت والكاميرا والشاشة المشتركة والدردشة والرسومات في هذه المكالمة، لحفظ ما اتُّفق عليه ولتحسين خدمة الاستشارة.',
    retention: 'يُحفظ التسجيل لمدة {days} ثم يُحذف. ولا يطّلع عليه إلا الموظفون المخوّلون.',
    days: ['{n} يوم', '{n} يومًا'],
    choice:
      'لك حرية الاختيار. إذا رفضت تستمر المكالمة دون تسجيل. وإذا وافقت يمكنك سحب موافقتك في أي وقت بنقرة واحدة.',
    rights: {
      eu: 'يمكنك طلب الاطلاع على التسجيل أو محوه، وتقديم شكوى إلى سلطة حماية البيانات. وسحب الموافقة لا يمسّ مشروعية ما سُجّل قبله.',
      default: 'يمكنك طلب نسخة من التسجيل أو محوه.',
    },
    policy: 'سياسة الخصوصية: {url}',
  },
}

/** Updates as Telegram would post them, said by one pretended person in a private chat. */

let lastUpdate = 0
let lastMessage = 0

export interface FakePerson {
  id: number
  first_name?: string
  last_name?: string
  language_code?: string
}

/** Makes what one person says and does; ids rise over the whole process, as Telegram's do for a bot. */
export function speaker(person: FakePerson) {
  const from = { is_bot: false, first_name: 'An', language_code: 'vi', ...person }
  const { id, first_name } = from
  const chat = { id, first_name, type: 'private' }
  const date = () => Math.floor(Date.now() / 1000)
  const update = <T extends object>(said: T) => ({ update_id: ++lastUpdate, ...said })
  const message = (content: object) =>
    update({ message: { message_id: ++lastMessage, date: date(), chat, from, ...content } })
  const moved = (was: string, status: string) => {
    const user = { id: 1, is_bot: true, first_name: 'Hỏi Luật' }
    const members = { old_chat_member: { user, status: was }, new_chat_member: { user, status } }
    return update({ my_chat_member: { chat, from, date: date(), ...members } })
  }
  return {
    text: (text: string) => message({ text }),
    press: (data: string) => {
      const query = { id: `press-${lastUpdate + 1}`, from, chat_instance: '1', data }
      return update({ callback_query: { ...query, message: { message_id: 1, date: 0, chat } } })
    },
    contact: (phone_number: string, user_id = id) =>
      message({ contact: { phone_number, first_name, user_id } }),
    document: (file_id: string, file_name: string, caption?: string) =>
      message({ document: { file_id, file_unique_id: file_id, file_name, file_size: 9 }, caption }),
    photo: (file_id: string, caption?: string) => {
      const size = (name: string, width: number) => {
        return { file_id: name, file_unique_id: name, width, height: width, file_size: width }
      }
      return message({ photo: [size(`${file_id}-small`, 90), size(file_id, 1280)], caption })
    },
    location: (latitude: number, longitude: number) =>
      message({ location: { latitude, longitude } }),
    block: () => moved('member', 'kicked'),
    unblock: () => moved('kicked', 'member'),
  }
}

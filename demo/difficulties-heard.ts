import type { Outcome } from '#core/plan/recommendation-reply.ts'

type Heard = [
  source: 'inspection' | 'conference' | 'typed',
  field: string,
  commune: string,
  size: string,
  ago: number,
  content: string,
]

/** What was heard on visits and at conferences; the first seven, the next four and the next three are each one matter. */
export const heard: Heard[] = [
  [
    'inspection',
    'do-luong',
    'Xã Bắc Hà',
    'household',
    210,
    'Phí kiểm định cân đồng hồ lò xo ở chợ phiên cao so với giá cân, một năm phải làm lại.',
  ],
  [
    'inspection',
    'do-luong',
    'Phường Cam Đường',
    'household',
    190,
    'Kiểm định cân đồng hồ lò xo phải mang cân đi xa, mất một ngày bán hàng.',
  ],
  [
    'inspection',
    'do-luong',
    'Xã Mường Hum',
    'household',
    165,
    'Chưa có điểm kiểm định cân lưu động tại chợ phiên, hộ kinh doanh phải thuê xe chở cân.',
  ],
  [
    'conference',
    'do-luong',
    'Xã Bát Xát',
    'household',
    140,
    'Đề nghị giảm phí kiểm định cân nhỏ cho hộ kinh doanh ở chợ phiên vùng cao.',
  ],
  [
    'inspection',
    'do-luong',
    'Xã Si Ma Cai',
    'household',
    96,
    'Kiểm định cân đồng hồ lò xo tại chợ phiên thực hiện không đều, có năm không có đoàn.',
  ],
  [
    'conference',
    'do-luong',
    'Xã Mường Khương',
    'cooperative',
    60,
    'Cân điện tử của hợp tác xã phải gửi về trung tâm kiểm định, không có cân thay thế.',
  ],
  [
    'inspection',
    'do-luong',
    'Xã Văn Bàn',
    'small',
    31,
    'Thời gian chờ kiểm định cân ô tô kéo dài vào mùa thu mua quế.',
  ],
  [
    'conference',
    'so-huu-tri-tue',
    'Xã Văn Bàn',
    'cooperative',
    180,
    'Hồ sơ đăng ký nhãn hiệu tập thể cho quế nhiều giấy tờ, hợp tác xã khó tự lập.',
  ],
  [
    'inspection',
    'so-huu-tri-tue',
    'Xã Trấn Yên',
    'cooperative',
    150,
    'Thời gian thẩm định đơn đăng ký nhãn hiệu kéo dài, sản phẩm OCOP phải chờ in bao bì.',
  ],
  [
    'typed',
    'so-huu-tri-tue',
    'Xã Tả Phìn',
    'cooperative',
    80,
    'Không rõ hồ sơ đăng ký nhãn hiệu tập thể thổ cẩm cần bản đồ khu vực địa lý hay không.',
  ],
  [
    'conference',
    'so-huu-tri-tue',
    'Xã Bản Liền',
    'household',
    25,
    'Chi phí đăng ký nhãn hiệu cho sản phẩm chè cao so với quy mô hộ kinh doanh.',
  ],
  [
    'inspection',
    'tieu-chuan',
    'Xã Bắc Hà',
    'household',
    170,
    'Không rõ nội dung bắt buộc trên nhãn rượu ngô men lá khi bán ra ngoài tỉnh.',
  ],
  [
    'inspection',
    'tieu-chuan',
    'Xã Tả Củ Tỷ',
    'cooperative',
    110,
    'Nội dung bắt buộc trên nhãn chè đóng gói thay đổi, bao bì đã in phải bỏ.',
  ],
  [
    'conference',
    'tieu-chuan',
    'Xã Văn Chấn',
    'cooperative',
    45,
    'Chưa có hướng dẫn ghi nhãn chè hữu cơ khi mới được cấp chứng nhận chuyển đổi.',
  ],
  [
    'conference',
    'chuyen-doi-so',
    'Phường Sa Pa',
    'small',
    200,
    'Doanh nghiệp nhỏ khó tiếp cận mức hỗ trợ thuê nền tảng số vì thủ tục quyết toán phức tạp.',
  ],
  [
    'inspection',
    'chuyen-doi-so',
    'Xã Tả Van',
    'household',
    120,
    'Homestay chưa rõ trách nhiệm bảo vệ dữ liệu của khách đặt phòng qua ứng dụng.',
  ],
  [
    'typed',
    'chuyen-doi-so',
    'Phường Lào Cai',
    'micro',
    52,
    'Sàn thương mại điện tử yêu cầu tem truy xuất nguồn gốc, doanh nghiệp không biết đăng ký ở đâu.',
  ],
  [
    'conference',
    'ai',
    'Phường Lào Cai',
    'small',
    40,
    'Chưa có hướng dẫn phân loại rủi ro cho phần mềm dùng trí tuệ nhân tạo trả lời khách hàng.',
  ],
  [
    'conference',
    'khoi-nghiep',
    'Phường Yên Bái',
    'micro',
    75,
    'Tiêu chí công nhận doanh nghiệp khởi nghiệp sáng tạo chưa cụ thể với dịch vụ du lịch.',
  ],
  [
    'inspection',
    'buc-xa',
    'Phường Yên Bái',
    'small',
    130,
    'Gia hạn giấy phép máy X-quang răng phải nộp lại toàn bộ hồ sơ đã có.',
  ],
  [
    'conference',
    'cong-nghe',
    'Phường Cam Đường',
    'medium',
    18,
    'Điều kiện hỗ trợ đổi mới công nghệ yêu cầu vốn đối ứng vượt khả năng doanh nghiệp vừa.',
  ],
]

export const groups = [
  { title: 'Kiểm định cân tại chợ phiên: phí và điểm kiểm định', from: 0, to: 7 },
  { title: 'Thủ tục, chi phí đăng ký nhãn hiệu cho sản phẩm địa phương', from: 7, to: 11 },
  { title: 'Ghi nhãn đồ uống, chè đóng gói', from: 11, to: 14 },
]

export interface ToRecommend {
  title: string
  authority: string
  content: string
  unit: string
  /** of `heard` */
  from: number
  to: number
  tickets?: boolean
  letter?: { number: string; ago: number }
  reply?: { text: string; outcome: Outcome; ago: number }
}

export const recommended: ToRecommend[] = [
  {
    title: 'tổ chức kiểm định cân lưu động tại chợ phiên',
    authority: 'Ủy ban nhân dân tỉnh Lào Cai',
    content:
      'Giao đơn vị kiểm định được chỉ định tổ chức kiểm định lưu động tại chợ phiên mỗi quý một lần.\nXem xét hỗ trợ phí kiểm định cân đồng hồ lò xo cho hộ kinh doanh xã vùng cao.',
    ...{ unit: 'tdc', from: 0, to: 7, letter: { number: '412', ago: 27 } },
    reply: {
      text: 'Đồng ý đưa lịch kiểm định lưu động vào kế hoạch năm sau.',
      outcome: 'accepted',
      ago: 8,
    },
  },
  {
    title: 'rút gọn hồ sơ đăng ký nhãn hiệu tập thể',
    authority: 'Cục Sở hữu trí tuệ',
    content: 'Cho phép dùng xác nhận của Ủy ban nhân dân xã thay cho bản đồ khu vực địa lý.',
    ...{ unit: 'qlcn', from: 7, to: 11, tickets: true, letter: { number: '455', ago: 15 } },
  },
  {
    title: 'giảm thành phần hồ sơ gia hạn giấy phép thiết bị X-quang',
    authority: 'Cục An toàn bức xạ và hạt nhân',
    content: 'Không yêu cầu nộp lại giấy tờ đã có trong hồ sơ cấp phép lần đầu.',
    ...{ unit: 'qlkh', from: 19, to: 20, letter: { number: '371', ago: 70 } },
    reply: {
      text: 'Quy định hiện hành chưa cho phép; sẽ nghiên cứu khi sửa đổi nghị định.',
      outcome: 'declined',
      ago: 35,
    },
  },
  {
    title: 'thời hạn dùng bao bì đã in khi thay đổi nội dung ghi nhãn',
    authority: 'Ủy ban Tiêu chuẩn Đo lường Chất lượng Quốc gia',
    content: 'Cho phép dùng bao bì đã in trong 12 tháng kể từ khi quy định mới có hiệu lực.',
    ...{ unit: 'tdc', from: 11, to: 14 },
  },
]

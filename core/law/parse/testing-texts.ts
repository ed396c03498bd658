/** Texts in the form of Vietnamese laws, of our own invention: no law says any of this. */
export const lawText = `QUỐC HỘI
Luật số: 901/2031/QH19
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
LUẬT
XE ĐẠP CÔNG CỘNG
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật Xe đạp công cộng.
Phần thứ nhất
QUY ĐỊNH VỀ XE
Chương I
NHỮNG QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Luật này quy định về xe đạp dùng chung tại bến xe.
Điều 2. Giải thích từ ngữ
Trong Luật này, các từ ngữ dưới đây được hiểu như sau:
1. Xe đạp công cộng là xe có hai bánh.
2. Bến xe là nơi để xe, gồm:
a) Bến có mái che;
b) Bến không có mái che;
c) Bến nổi;
d) Bến tạm;
đ) Bến khác theo Điều 4 của Luật này.
Việc đặt bến do xã quyết định.
Chương II
BẾN XE VÀ
NGƯỜI ĐI XE
Mục 1. BẾN XE
Tiểu mục 1. Bến có mái che
Điều 3. Màu của bến
1. Bến sơn màu xanh.
1a. Mái bến sơn màu trắng.
2. Trường hợp quy định tại khoản 1
Điều 2. của Luật này thì bến không phải sơn.
Mục 2. NGƯỜI ĐI XE
Điều 4. Hiệu lực thi hành
1. Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2032, trừ quy định tại khoản 2 Điều này.
2. Khoản 1 Điều 3 của Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2033.
3. Luật Bến xe số 77/2019/QH14 đã được sửa đổi, bổ sung một số điều theo Luật số 78/2021/QH15 hết hiệu lực kể từ ngày Luật này có hiệu lực thi hành.
Luật này được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XIX, kỳ họp thứ 3 thông qua ngày 20 tháng 11 năm 2031.
CHỦ TỊCH QUỐC HỘI
(Đã ký)
Lê Văn Thử
`

export const decreeText = `CHÍNH PHỦ
Số: 902/2032/NĐ-CP
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Hà Nội, ngày 05 tháng 3 năm 2032
NGHỊ ĐỊNH
Quy định chi tiết một số điều của Luật Xe đạp công cộng
Căn cứ Luật Tổ chức Chính phủ số 63/2025/QH15;
Theo đề nghị của Bộ trưởng Bộ Khoa học và Công nghệ;
Chính phủ ban hành Nghị định quy định chi tiết một số điều của Luật Xe đạp công cộng.
Điều 1. Hồ sơ đặt bến
Hồ sơ theo mẫu tại
Phụ lục II ban hành kèm theo Nghị định này.
Điều 2. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành sau 45 ngày kể từ ngày ký ban hành và thay thế Nghị định số 15/2022/NĐ-CP.
2. Bãi bỏ khoản 3 Điều 9 Nghị định số 16/2023/NĐ-CP.
3. Các văn bản sau đây hết hiệu lực:
a) Thông tư số 04/2020/TT-BKHCN;
b) Điều 5 Thông tư số 05/2021/TT-BKHCN.
Điều 3. Các bộ, cơ quan ngang bộ và các tổ chức có liên quan chịu trách nhiệm thi hành Nghị định này.
Nơi nhận:
- Như Điều 3;
- Lưu: VT.
TM. CHÍNH PHỦ
KT. THỦ TƯỚNG
PHÓ THỦ TƯỚNG
Trần Thị Mẫu
Phụ lục I
DANH MỤC BẾN
(Kèm theo Nghị định số 902/2032/NĐ-CP ngày 05 tháng 3 năm 2032 của Chính phủ)
1. Bến thứ nhất
PHỤ LỤC II
MẪU ĐƠN
Điều 4. Đơn này có giá trị một năm.
QUY CHẾ HOẠT ĐỘNG CỦA BẾN
(Ban hành kèm theo Nghị định số 902/2032/NĐ-CP)
Chương I
QUY ĐỊNH CHUNG
Điều 1. Giờ mở cửa
1. Bến mở từ 6 giờ.
Điều 2. Giờ đóng cửa
Bến đóng lúc 21 giờ.
`

export const amendingText = `LUẬT
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT XE ĐẠP CÔNG CỘNG
Điều 1. Sửa đổi, bổ sung một số điều của Luật Xe đạp công cộng
1. Sửa đổi, bổ sung Điều 2 như sau:
“Điều 2. Giải thích từ ngữ
1. Xe đạp công cộng là “xe” có hai hoặc ba bánh.
2. Bến xe là nơi để xe.”.
2. Bổ sung Điều 3a vào sau Điều 3 như sau:
“Điều 3a. Chuông xe
Xe phải có chuông.
Điều 3b. Đèn xe
1. Xe phải có đèn.
2. Đèn màu vàng.”;
3. Sửa đổi, bổ sung một số điểm của khoản 2 Điều 2 như sau:
a) Sửa đổi, bổ sung điểm a như sau:
“a) Bến có mái che bằng lá;”;
b) Bãi bỏ điểm d.
4. Thay thế cụm từ “bến nổi” bằng cụm từ “bến trên sông” tại Điều 2.
Điều 2. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01/01/2034.
`

export const gazetteText = `BỘ KHOA HỌC VÀ CÔNG NGHỆ
Số: 03/2032/TT-BKHCN
THÔNG TƯ
Quy định về chuông xe
Căn cứ Luật Xe đạp công cộng số 901/2031/QH19;
Điều 1. Tiêu chuẩn của chuông xe đạp và các thiết bị báo hiệu được gắn
trên xe đạp công cộng
1. Chuông phải nghe được từ xa 50 m trong điều kiện thời tiết bình thường và
không làm phiền người đi bộ theo quy định tại khoản 2 \f12 CÔNG BÁO/Số 715 + 716/Ngày 25-7-2032
Điều 2 Thông tư này. Ký bởi: CÔNG BÁO NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Cơ quan: VĂN PHÒNG CHÍNH PHỦ Ngày ký: 2032-07-18 08:21:20 +07:00
2. Chuông được phân loại như sau:
a) Chuông tay;
b) Chuông điện tử có mức âm do nhà sản xuất công bố theo tiêu chuẩn kỹ thu-
ật quốc gia;
\fCÔNG BÁO/Số 715 + 716/Ngày 25-7-2032 13
c) Chuông khác.
_____________
Điều 2, Hiệu lực thi hành
Thông tư này có hiệu lực thi hành kể từ ngày ký.
BỘ TRƯỞNG
Vũ Thị Chuông
`

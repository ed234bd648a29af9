package page

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// role is what a word of the documentation's interface says.
type role uint8

// The roles of words.
const (
	none role = iota

	// Headings of a page.
	requestHeading
	authHeading
	pathHeading
	queryHeading
	headerHeading
	cookieHeading
	bodyHeading
	responseHeading
	dataHeading // the fields of a body
	exampleHeading
	answerExampleHeading
	codeHeading
	modelHeading // the schemas of a whole project
	attributeHeading
	descriptionHeading

	// Labels, which a colon and a value follow.
	defaultLabel
	exampleLabel
	examplesLabel
	enumLabel
	patternLabel
	minLengthLabel
	maxLengthLabel
	minItemsLabel
	maxItemsLabel
	minimumLabel
	maximumLabel
	formatLabel
	statusLabel
	mediaLabel
	modifiedLabel

	// Marks.
	requiredMark
	optionalMark
	deprecatedMark
	nullableMark
	readOnlyMark
	writeOnlyMark
	yes
	no
	nothing // stands where there is nothing to say

	// Types.
	stringType
	integerType
	numberType
	booleanType
	objectType
	arrayType
	nullType
	anyType
	fileType
	enumType
	anyOf
	oneOf
	allOf

	// Columns of tables.
	nameColumn
	placeColumn
	typeColumn
	requiredColumn
	limitColumn
	titleColumn
	textColumn
	defaultColumn
	exampleColumn
	statusColumn
	meaningColumn
	modelColumn
	valueColumn

	// The rest of the interface.
	previous
	next
	builtWith
	button    // pressed, not read
	menuWord  // pressed too, but a title or a description may be the same word
	titleWord // a menuWord that stands far above the title, where the interface has it
	languageName
	environment     // that requests are sent to, chosen beside the path
	metaLabel       // who keeps a page, not what its operation is
	listHeading     // a heading of llms.txt that is no folder
	additionalLabel // members of any name
	ago             // ends or begins a time that is relative
	payload         // a member that holds what the envelope is about
)

// language is the words of the interface in one language. Adding a language is adding one.
type language struct {
	code  string // as Page.Language has it
	words map[role][]string
}

// languages are the interface's words, as Apifox and Apidog write them, and as browsers translate them.
var languages = []language{
	{"zh", map[role][]string{
		requestHeading: {"请求参数", "请求", "请求信息"}, authHeading: {"鉴权", "授权", "认证"},
		pathHeading:          {"Path 参数", "Path参数", "路径参数", "Path 请求参数"},
		queryHeading:         {"Query 参数", "Query参数", "查询参数", "Query 请求参数"},
		headerHeading:        {"Header 参数", "Header参数", "请求头参数", "请求头", "Header 请求参数", "Headers 参数", "标头参数", "头部参数"},
		cookieHeading:        {"Cookie 参数", "Cookie参数"},
		bodyHeading:          {"Body 参数", "Body参数", "请求体", "请求体参数", "Body 请求参数", "正文参数", "主体参数"},
		responseHeading:      {"返回响应", "响应", "返回结果", "响应参数", "返回参数", "返回值", "回应", "返回数据"},
		dataHeading:          {"数据结构", "返回数据结构", "响应体", "正文", "主体"},
		exampleHeading:       {"示例", "例子", "例"},
		answerExampleHeading: {"响应示例", "返回示例"},
		codeHeading:          {"请求示例代码", "示例代码", "请求示例", "代码示例", "请求代码示例"},
		modelHeading:         {"数据模型"}, attributeHeading: {"属性"}, descriptionHeading: {"接口描述", "描述", "说明"},
		defaultLabel: {"默认值", "默认", "缺省值"}, exampleLabel: {"示例值", "示例", "例子", "例"}, examplesLabel: {"多个示例"},
		enumLabel:      {"枚举值", "枚举", "可选值", "允许值", "允许的值", "可用值"},
		patternLabel:   {"匹配正则", "正则", "正则表达式", "匹配模式"},
		minLengthLabel: {"最小长度"}, maxLengthLabel: {"最大长度"}, minItemsLabel: {"最小元素数", "最少元素", "最小数量"},
		maxItemsLabel: {"最大元素数", "最多元素", "最大数量"}, minimumLabel: {"最小值"}, maximumLabel: {"最大值"}, formatLabel: {"格式"},
		statusLabel: {"HTTP 状态码", "HTTP状态码", "状态码"}, mediaLabel: {"内容格式", "内容类型"},
		modifiedLabel: {"修改于", "最后修改时间", "最近修改", "更新时间", "更新于", "最后更新", "上次修改时间", "修改时间"},
		requiredMark:  {"必需", "必填", "必选", "必须", "必要", "必传"}, optionalMark: {"可选", "选填", "非必需", "非必填", "非必须", "非必传", "可选的"},
		deprecatedMark: {"已废弃", "将废弃", "废弃", "已弃用", "弃用"}, nullableMark: {"可为空", "允许为空", "可为 null", "允许为 null"},
		readOnlyMark: {"只读"}, writeOnlyMark: {"只写"}, yes: {"是"}, no: {"否"}, nothing: {"无", "暂无"},
		stringType: {"字符串", "文本"}, integerType: {"整数", "整型"}, numberType: {"数字", "数值"}, booleanType: {"布尔值", "布尔", "布尔型"},
		objectType: {"对象"}, arrayType: {"数组"}, nullType: {"空值"}, anyType: {"任意", "任意类型"}, fileType: {"文件"}, enumType: {"枚举"},
		anyOf: {"任意一个", "任意其一", "任一"}, oneOf: {"其中一个", "其一"}, allOf: {"全部"},
		nameColumn:     {"名称", "参数名", "参数名称", "参数", "字段", "字段名", "字段名称", "变量名"},
		placeColumn:    {"位置", "参数位置", "请求类型"},
		typeColumn:     {"类型", "参数类型", "字段类型", "数据类型"},
		requiredColumn: {"必选", "必填", "必需", "是否必填", "是否必须", "是否必需", "是否必选", "必须"},
		limitColumn:    {"约束", "更多限制", "限制"}, titleColumn: {"中文名"}, textColumn: {"说明", "描述", "备注", "参数说明", "含义"},
		defaultColumn: {"默认值"}, exampleColumn: {"示例值", "示例"}, statusColumn: {"状态码"}, meaningColumn: {"状态码含义"}, modelColumn: {"数据模型"}, valueColumn: {"值"},
		previous: {"上一页", "上一篇"}, next: {"下一页", "下一篇"}, builtWith: {"由 Apifox 提供支持", "构建于"},
		button:       {"在线运行", "生成代码", "复制页面", "收起", "展开", "全部展开", "全部收起", "展开全部", "收起全部", "展开更多", "本页目录", "自动生成", "在 Apifox 中运行"},
		menuWord:     {"调试", "运行", "复制", "搜索", "分享", "导出", "目录", "发送", "登录"},
		titleWord:    {"搜索", "分享", "导出", "登录"},
		environment:  {"开发环境", "测试环境", "正式环境", "生产环境", "预发环境", "默认环境", "本地 Mock", "云端 Mock"},
		languageName: {"简体中文", "中文简体", "中文"},
		metaLabel:    {"责任人", "维护者", "创建时间", "创建于", "创建人", "修改人", "创建者"}, ago: {"前"},
		payload: {"数据"},
	}},
	{"zh", map[role][]string{ // in traditional characters
		requestHeading: {"請求參數", "請求", "請求資訊"}, authHeading: {"鑑權", "授權", "認證"},
		pathHeading: {"Path 參數", "路徑參數"}, queryHeading: {"Query 參數", "查詢參數"}, headerHeading: {"Header 參數", "請求頭", "標頭參數", "請求標頭"},
		cookieHeading: {"Cookie 參數"}, bodyHeading: {"Body 參數", "請求體", "請求主體", "主體參數"},
		responseHeading: {"返回響應", "回傳回應", "返回回應", "回應", "響應", "返回結果", "回傳結果"}, dataHeading: {"資料結構", "數據結構", "主體"},
		exampleHeading: {"示例", "範例"}, answerExampleHeading: {"響應示例", "回應範例"},
		codeHeading:        {"請求示例代碼", "示例代碼", "請求示例", "請求範例", "請求範例程式碼", "範例程式碼"},
		descriptionHeading: {"介面描述", "說明"},
		defaultLabel:       {"默認值", "預設值", "預設"}, exampleLabel: {"示例值", "範例值", "範例"}, enumLabel: {"枚舉值", "列舉值", "可選值", "允許值", "允許的值"},
		patternLabel: {"匹配正則", "正則"}, statusLabel: {"HTTP 狀態碼"}, mediaLabel: {"內容格式"},
		modifiedLabel: {"修改於", "最後修改時間", "更新於"},
		requiredMark:  {"必需", "必填", "必須"}, optionalMark: {"可選", "選填", "非必填"}, deprecatedMark: {"已廢棄", "將廢棄", "已棄用"}, nullableMark: {"可為空", "允許為空"},
		readOnlyMark: {"唯讀"}, writeOnlyMark: {"唯寫"},
		nameColumn: {"名稱", "參數名", "參數", "欄位"}, typeColumn: {"類型", "型別"}, requiredColumn: {"必填", "是否必填", "必選"}, textColumn: {"說明", "描述", "備註"},
		previous: {"上一頁"}, next: {"下一頁"}, languageName: {"繁體中文"},
	}},
	{"en", map[role][]string{
		requestHeading: {"Request", "Request Parameters", "Request Params"}, authHeading: {"Authorization", "Auth", "Authentication"},
		pathHeading:          {"Path Params", "Path Parameters", "Path"},
		queryHeading:         {"Query Params", "Query Parameters", "Query"},
		headerHeading:        {"Header Params", "Header Parameters", "Header", "Headers", "Request Headers"},
		cookieHeading:        {"Cookie Params", "Cookie Parameters", "Cookie", "Cookies"},
		bodyHeading:          {"Body Params", "Body Parameters", "Request Body"},
		responseHeading:      {"Responses", "Response", "Returned Results", "Response Result"},
		dataHeading:          {"Body", "Data Schema", "Schema", "Response Schema", "Response Body", "Data Structure"},
		exampleHeading:       {"Example", "Examples"},
		answerExampleHeading: {"Response Example", "Response Examples", "Response samples", "Example responses", "Response Response Example"},
		codeHeading:          {"Request samples", "Request Samples", "Request Code Samples", "Request Example", "Request Examples", "Sample Code", "Example Code", "Code samples", "Code Samples", "Request sample code", "Request Request Example"},
		modelHeading:         {"Schemas", "Data Models"}, attributeHeading: {"Properties", "Attributes"}, descriptionHeading: {"Description"},
		defaultLabel: {"Default", "Default value", "Defaults to"}, exampleLabel: {"Example", "Example value", "Sample value"}, examplesLabel: {"Examples", "Example values"},
		enumLabel:      {"Allowed values", "Allowed value", "Enum", "Enum values", "Enumeration values", "Possible values"},
		patternLabel:   {"Match pattern", "Pattern", "Regex", "Matches regex", "Regular match"},
		minLengthLabel: {"Min length", "Minimum length"}, maxLengthLabel: {"Max length", "Maximum length"}, minItemsLabel: {"Min items"}, maxItemsLabel: {"Max items"},
		minimumLabel: {"Minimum"}, maximumLabel: {"Maximum"}, formatLabel: {"Format"},
		statusLabel: {"HTTP Code", "HTTP Status", "HTTP status code", "Status Code"}, mediaLabel: {"Content Type", "Content format"},
		modifiedLabel: {"Modified at", "Last modified", "Last modified at", "Updated at", "Last updated", "Modified in", "Modified on"},
		requiredMark:  {"required", "mandatory"}, optionalMark: {"optional", "not required"}, deprecatedMark: {"deprecated"}, nullableMark: {"nullable"},
		readOnlyMark: {"read-only", "readOnly", "read only"}, writeOnlyMark: {"write-only", "writeOnly", "write only"}, yes: {"yes", "true", "y", "must"}, no: {"no", "false", "n"},
		nothing:    {"None", "none", "N/A", "-"},
		stringType: {"string"}, integerType: {"integer", "int", "long"}, numberType: {"number", "float", "double"}, booleanType: {"boolean", "bool"},
		objectType: {"object"}, arrayType: {"array", "list"}, nullType: {"null"}, anyType: {"any"}, fileType: {"file"}, enumType: {"enum"},
		anyOf: {"any of", "anyOf"}, oneOf: {"one of", "oneOf"}, allOf: {"all of", "allOf"},
		nameColumn: {"Name", "Parameter", "Param", "Field", "Property", "Key"}, placeColumn: {"Location", "In", "Position"}, typeColumn: {"Type", "Data Type"},
		requiredColumn: {"Required", "Mandatory"}, limitColumn: {"Restrictions", "Constraints"}, titleColumn: {"Title"}, textColumn: {"Description", "Desc", "Remark", "Note", "Notes"},
		defaultColumn: {"Default"}, exampleColumn: {"Example"}, statusColumn: {"Status", "HTTP Status Code", "Status Code"}, meaningColumn: {"Meaning"}, modelColumn: {"Schema", "Data schema"}, valueColumn: {"Value"},
		previous: {"Previous", "Previous page", "Prev"}, next: {"Next", "Next page"}, builtWith: {"Built with", "Powered by", "Built with Apidog", "Built with Apifox"},
		button: {"Try it", "Try it out", "Run in Apifox", "Run in Apidog", "Generate code", "Copy page", "Expand all", "Collapse all", "Show all", "Show more", "Show less",
			"Show child attributes", "Hide child attributes", "Show child parameters", "Hide child parameters", "On this page", "Auto-generate", "Ask AI"},
		menuWord:     {"Run", "Copy", "MCP", "Search", "Share", "Export", "Debug", "Send"},
		titleWord:    {"Search", "Share", "Export"},
		environment:  {"Develop Env", "Testing Env", "Prod Env", "Default Env", "Development", "Production", "Local Mock", "Cloud Mock"},
		languageName: {"English"},
		metaLabel:    {"Maintainer", "Owner", "Created at"}, ago: {" ago"},
		listHeading:     {"Docs", "API Docs", "API", "APIs", "Optional", "Schemas", "Endpoints", "API Reference", "Documentation"},
		additionalLabel: {"additional properties", "additionalProperties"},
		payload:         {"data", "result", "results", "body", "payload", "content", "messageBody", "message", "response", "resp", "returnValue", "model"},
	}},
	{"vi", map[role][]string{
		requestHeading: {"Yêu cầu", "Tham số yêu cầu"}, authHeading: {"Xác thực", "Ủy quyền"},
		pathHeading:     {"Tham số Path", "Tham số đường dẫn"},
		queryHeading:    {"Tham số Query", "Tham số truy vấn"},
		headerHeading:   {"Tham số Header", "Tham số tiêu đề"},
		cookieHeading:   {"Tham số Cookie"},
		bodyHeading:     {"Tham số Body", "Tham số nội dung", "Thông số cơ thể", "Nội dung yêu cầu"},
		responseHeading: {"Phản hồi", "Trả về phản hồi", "Phản hồi trả về", "Kết quả trả về", "Trả lời"},
		dataHeading:     {"Cấu trúc dữ liệu", "Nội dung"},
		exampleHeading:  {"Ví dụ"}, answerExampleHeading: {"Ví dụ phản hồi", "Ví dụ trả về"},
		codeHeading:  {"Mã mẫu", "Mã ví dụ", "Ví dụ yêu cầu", "Mã mẫu yêu cầu", "Mã ví dụ yêu cầu"},
		modelHeading: {"Mô hình dữ liệu"}, attributeHeading: {"Thuộc tính"}, descriptionHeading: {"Mô tả"},
		defaultLabel: {"Mặc định", "Giá trị mặc định"}, exampleLabel: {"Ví dụ", "Giá trị mẫu", "Giá trị ví dụ"},
		enumLabel: {"Giá trị cho phép", "Giá trị liệt kê", "Giá trị enum", "Các giá trị cho phép"}, patternLabel: {"Khớp mẫu", "Biểu thức chính quy"},
		statusLabel: {"Mã trạng thái HTTP"}, mediaLabel: {"Định dạng nội dung"},
		modifiedLabel: {"Sửa đổi lúc", "Sửa đổi vào", "Đã sửa đổi", "Cập nhật lúc", "Cập nhật lần cuối", "Sửa đổi lần cuối", "Chỉnh sửa lúc"},
		requiredMark:  {"bắt buộc", "cần thiết", "yêu cầu"}, optionalMark: {"tùy chọn", "không bắt buộc", "tuỳ chọn"}, deprecatedMark: {"không dùng nữa"}, yes: {"có"}, no: {"không"}, nothing: {"không có"},
		nullableMark: {"có thể null", "cho phép null"}, readOnlyMark: {"chỉ đọc"},
		nameColumn: {"Tên", "Tên tham số", "Tham số"}, typeColumn: {"Kiểu", "Loại", "Kiểu dữ liệu"}, requiredColumn: {"Bắt buộc"}, textColumn: {"Mô tả", "Ghi chú"},
		stringType: {"chuỗi"}, integerType: {"số nguyên"}, numberType: {"số"}, objectType: {"đối tượng"}, arrayType: {"mảng"}, fileType: {"tệp", "tập tin"},
		previous: {"Trang trước"}, next: {"Trang sau", "Trang tiếp", "Trang tiếp theo", "Trang kế tiếp"}, builtWith: {"Được xây dựng với"},
		languageName: {"Tiếng Việt"}, ago: {" trước"},
	}},
	{"es", map[role][]string{
		requestHeading: {"Solicitud", "Petición", "Parámetros de solicitud", "Parámetros de la solicitud"}, authHeading: {"Autorización", "Autenticación"},
		pathHeading:     {"Parámetros de ruta", "Parámetros Path", "Parámetros de Path"},
		queryHeading:    {"Parámetros de consulta", "Parámetros Query", "Parámetros de Query"},
		headerHeading:   {"Parámetros de encabezado", "Parámetros de cabecera", "Parámetros Header", "Parámetros de Header"},
		cookieHeading:   {"Parámetros de cookie", "Parámetros Cookie"},
		bodyHeading:     {"Parámetros del cuerpo", "Parámetros de cuerpo", "Parámetros Body", "Parámetros de Body", "Cuerpo de la solicitud"},
		responseHeading: {"Respuestas", "Respuesta", "Devolver respuesta", "Resultado devuelto"},
		dataHeading:     {"Estructura de datos", "Cuerpo"},
		exampleHeading:  {"Ejemplo", "Ejemplos"}, answerExampleHeading: {"Ejemplo de respuesta"},
		codeHeading:  {"Código de ejemplo", "Código de muestra", "Ejemplo de solicitud", "Ejemplos de solicitud"},
		modelHeading: {"Modelos de datos"}, attributeHeading: {"Propiedades", "Atributos"}, descriptionHeading: {"Descripción"},
		defaultLabel: {"Predeterminado", "Por defecto", "Valor predeterminado", "Valor por defecto"}, exampleLabel: {"Ejemplo", "Valor de ejemplo"}, examplesLabel: {"Ejemplos"},
		enumLabel: {"Valores permitidos", "Valores de enumeración", "Valor de enumeración"}, patternLabel: {"Patrón", "Coincidir patrón"},
		statusLabel: {"Código de estado HTTP"}, mediaLabel: {"Formato de contenido", "Tipo de contenido"},
		modifiedLabel: {"Modificado en", "Modificado el", "Última modificación", "Modificado a las", "Actualizado el", "Modificado"},
		requiredMark:  {"requerido", "obligatorio", "necesario", "requerida", "obligatoria"}, optionalMark: {"opcional"}, deprecatedMark: {"obsoleto", "en desuso"}, yes: {"sí", "si"},
		nothing:      {"Ninguno"},
		nullableMark: {"puede ser null", "puede ser nulo", "admite null"}, readOnlyMark: {"solo lectura"},
		nameColumn: {"Nombre", "Parámetro", "Campo"}, typeColumn: {"Tipo"}, requiredColumn: {"Requerido", "Obligatorio"}, textColumn: {"Descripción", "Notas"},
		stringType: {"cadena", "texto"}, integerType: {"entero"}, numberType: {"número"}, booleanType: {"booleano"}, objectType: {"objeto"}, arrayType: {"matriz", "arreglo"}, enumType: {"enumeración"},
		nullType: {"nulo"}, fileType: {"archivo", "fichero"},
		previous: {"Anterior", "Página anterior"}, next: {"Siguiente", "Página siguiente"}, builtWith: {"Construido con", "Creado con"},
		languageName: {"Español"}, ago: {"hace "},
	}},
	{"th", map[role][]string{
		requestHeading: {"คำขอ", "พารามิเตอร์คำขอ"}, authHeading: {"การยืนยันตัวตน", "การอนุญาต"},
		pathHeading:     {"พารามิเตอร์ Path", "พารามิเตอร์เส้นทาง"},
		queryHeading:    {"พารามิเตอร์ Query", "พารามิเตอร์แบบสอบถาม", "พารามิเตอร์การค้นหา"},
		headerHeading:   {"พารามิเตอร์ Header", "พารามิเตอร์ส่วนหัว"},
		cookieHeading:   {"พารามิเตอร์ Cookie", "พารามิเตอร์คุกกี้"},
		bodyHeading:     {"พารามิเตอร์ Body", "พารามิเตอร์เนื้อหา", "พารามิเตอร์ร่างกาย"},
		responseHeading: {"การตอบกลับ", "การตอบสนอง", "ส่งคืนการตอบสนอง", "คำตอบ"},
		dataHeading:     {"โครงสร้างข้อมูล", "เนื้อหา"},
		exampleHeading:  {"ตัวอย่าง"}, answerExampleHeading: {"ตัวอย่างการตอบกลับ", "ตัวอย่างการตอบสนอง"},
		codeHeading:  {"โค้ดตัวอย่าง", "รหัสตัวอย่าง", "ตัวอย่างคำขอ", "ตัวอย่างโค้ดคำขอ"},
		defaultLabel: {"ค่าเริ่มต้น", "ค่าดีฟอลต์"}, exampleLabel: {"ตัวอย่าง", "ค่าตัวอย่าง"},
		enumLabel: {"ค่าที่อนุญาต", "ค่าแจงนับ"}, patternLabel: {"รูปแบบ"}, statusLabel: {"รหัสสถานะ HTTP"}, mediaLabel: {"รูปแบบเนื้อหา"},
		modifiedLabel: {"แก้ไขเมื่อ", "แก้ไขล่าสุดเมื่อ", "แก้ไขล่าสุด", "ปรับปรุงเมื่อ"},
		requiredMark:  {"จำเป็น", "ต้องระบุ", "ต้องการ"}, optionalMark: {"ไม่บังคับ", "ไม่จำเป็น", "ทางเลือก", "ตัวเลือก"}, deprecatedMark: {"เลิกใช้แล้ว"},
		nullableMark: {"อาจเป็น null", "เป็น null ได้"}, readOnlyMark: {"อ่านอย่างเดียว"},
		nameColumn: {"ชื่อ", "ชื่อพารามิเตอร์"}, typeColumn: {"ประเภท", "ชนิด"}, requiredColumn: {"จำเป็น"}, textColumn: {"คำอธิบาย", "รายละเอียด"},
		stringType: {"สตริง", "ข้อความ"}, integerType: {"จำนวนเต็ม"}, numberType: {"ตัวเลข", "จำนวน"}, booleanType: {"บูลีน"}, objectType: {"วัตถุ", "อ็อบเจกต์"}, arrayType: {"อาร์เรย์"}, fileType: {"ไฟล์"},
		previous: {"หน้าก่อนหน้า", "ก่อนหน้า"}, next: {"หน้าถัดไป", "ถัดไป"}, builtWith: {"สร้างด้วย"},
		languageName: {"ภาษาไทย"}, ago: {"ที่แล้ว"},
	}},
	{"pt", map[role][]string{
		requestHeading: {"Solicitação", "Requisição"}, authHeading: {"Autorização", "Autenticação"},
		pathHeading:     {"Parâmetros de Caminho", "Parâmetros de Rota", "Parâmetros Path"},
		queryHeading:    {"Parâmetros de Consulta", "Parâmetros Query"},
		headerHeading:   {"Parâmetros de Cabeçalho", "Parâmetros Header"},
		cookieHeading:   {"Parâmetros de Cookie"},
		bodyHeading:     {"Parâmetros do Corpo", "Parâmetros de Corpo", "Parâmetros Body", "Corpo da Solicitação"},
		responseHeading: {"Respostas", "Resposta"}, dataHeading: {"Corpo"}, exampleHeading: {"Exemplo", "Exemplos"},
		codeHeading:  {"Código de exemplo", "Exemplos de solicitação", "Exemplo de solicitação"},
		defaultLabel: {"Padrão", "Valor padrão"}, exampleLabel: {"Exemplo", "Valor de exemplo"}, examplesLabel: {"Exemplos"},
		enumLabel: {"Valores permitidos"}, modifiedLabel: {"Modificado em"}, requiredMark: {"obrigatório", "obrigatória"}, optionalMark: {"opcional"},
		deprecatedMark: {"obsoleto", "descontinuado"}, previous: {"Anterior", "Página anterior"}, next: {"Próximo", "Próxima"}, languageName: {"Português"},
	}},
	{"ko", map[role][]string{
		requestHeading: {"요청"}, authHeading: {"인증"}, pathHeading: {"경로 매개변수", "Path 매개변수"}, queryHeading: {"쿼리 매개변수", "Query 매개변수"},
		headerHeading: {"헤더 매개변수", "Header 매개변수"}, cookieHeading: {"쿠키 매개변수"}, bodyHeading: {"본문 매개변수", "Body 매개변수", "요청 본문"},
		responseHeading: {"응답"}, dataHeading: {"본문"}, exampleHeading: {"예시", "예제"}, codeHeading: {"요청 예시", "요청 샘플", "요청 코드 샘플"},
		defaultLabel: {"기본값"}, exampleLabel: {"예시", "예시 값"}, enumLabel: {"허용 값", "열거형 값"}, modifiedLabel: {"수정일", "수정 날짜"},
		requiredMark: {"필수"}, optionalMark: {"선택", "선택 사항"}, deprecatedMark: {"사용 중단"}, previous: {"이전"}, next: {"다음"}, languageName: {"한국어", "한국인"},
	}},
	{"ja", map[role][]string{
		requestHeading: {"リクエスト", "リクエストパラメータ"}, pathHeading: {"パスパラメータ", "Path パラメータ"}, queryHeading: {"クエリパラメータ", "Query パラメータ"},
		headerHeading: {"ヘッダーパラメータ", "Header パラメータ"}, cookieHeading: {"Cookie パラメータ"}, bodyHeading: {"ボディパラメータ", "Body パラメータ"},
		responseHeading: {"レスポンス"}, dataHeading: {"ボディ"}, exampleHeading: {"例"}, answerExampleHeading: {"レスポンス例"},
		codeHeading: {"リクエストサンプル", "リクエストコードサンプル", "リクエスト例"}, defaultLabel: {"デフォルト", "デフォルト値"}, exampleLabel: {"例", "サンプル値"}, enumLabel: {"列挙値", "許容値"},
		modifiedLabel: {"更新日時", "最終更新"}, requiredMark: {"必須"}, optionalMark: {"任意", "オプション"}, deprecatedMark: {"非推奨"},
		previous: {"前のページ"}, next: {"次のページ"}, languageName: {"日本語"},
	}},
}

// statuses are the states of an operation at Apifox, which stand beside the title of a page.
var statuses = map[string][]string{
	"designing": {"设计中", "Designing"}, "pending": {"待确定", "Pending"}, "developing": {"开发中", "Developing", "Đang phát triển", "En desarrollo", "กำลังพัฒนา"},
	"integrating": {"联调中", "对接中", "Integrating"}, "testing": {"测试中", "Testing"}, "tested": {"已测完", "Tested"}, "released": {"已发布", "Released"},
	"deprecated": {"将废弃", "Deprecated"}, "exception": {"有异常", "Exception"}, "obsolete": {"已废弃", "Obsolete"},
}

// What page text that was glued together can be parted at: headings that hold more than one word, the state of an answer, buttons.
var glue = regexp.MustCompile(`(?:Header|Query|Path|Cookie|Body) ?(?:参数|Params|Parameters)` +
	`|返回响应|生成代码|Generate Code|(?:请求示例){2}|(?:响应示例){2}|(?:Run in (?:Apifox|Apidog))+` +
	`|[🟢🟡🟠🔴🔵⚪🟣⚫]\d{3}|curl --(?:location|request)|修改于 ?\d{4}|Modified at ?\d{4}|请求参数|上一页|下一页|Built with`)

// vocabulary finds words.
type vocabulary struct {
	roles    map[string][]role
	statuses map[string]string
	starts   map[role][]string // the words of headings and labels that other text may be glued to, the longest first
}

var words = newVocabulary()

func newVocabulary() *vocabulary {
	v := &vocabulary{roles: map[string][]role{}, statuses: map[string]string{}, starts: map[role][]string{}}
	for _, l := range languages {
		for r, list := range l.words {
			for _, w := range list {
				k := key(w)
				v.roles[k] = append(v.roles[k], r)
				v.starts[r] = append(v.starts[r], w)
			}
		}
	}
	for _, list := range v.starts {
		slices.SortFunc(list, func(a, b string) int {
			if len(a) != len(b) {
				return len(b) - len(a)
			}
			return strings.Compare(a, b)
		})
	}
	for status, list := range statuses {
		for _, w := range list {
			v.statuses[key(w)] = status
		}
	}
	return v
}

// is tells whether text as a whole is a word with one of the roles.
func (v *vocabulary) is(text string, roles ...role) bool {
	return v.find(text, roles...) != none
}

// find returns which of the roles text has as a whole, the first that fits.
func (v *vocabulary) find(text string, roles ...role) role {
	if len(text) > 200 {
		return none
	}
	found := v.roles[key(text)]
	if len(found) == 0 {
		if half := halved(text); half != "" {
			found = v.roles[key(half)]
		}
	}
	small := unicode.IsLower(first(text))
	for _, r := range roles {
		if slices.Contains(found, r) && !(small && r <= descriptionHeading) { // a heading begins with a capital; a field may be called response
			return r
		}
	}
	return none
}

// status returns the state of an operation that a word beside its title means.
func (v *vocabulary) status(text string) string {
	if len(text) > 60 {
		return ""
	}
	return v.statuses[key(text)]
}

// prefix returns the longest word of a role that text begins with.
func (v *vocabulary) prefix(text string, r role) string {
	for _, w := range v.starts[r] {
		if len(text) >= len(w) && strings.EqualFold(text[:len(w)], w) {
			return text[:len(w)]
		}
	}
	return ""
}

// suffix tells whether text ends with a word of a role.
func (v *vocabulary) suffix(text string, r role) bool {
	return slices.ContainsFunc(v.starts[r], func(w string) bool { return strings.HasSuffix(text, w) })
}

// list returns the words with one of the roles.
func (v *vocabulary) list(roles ...role) []string {
	var out []string
	for _, r := range roles {
		out = append(out, v.starts[r]...)
	}
	return out
}

// pattern returns a regular expression of the words with one of the roles, the longest first.
func (v *vocabulary) pattern(roles ...role) string {
	list := v.list(roles...)
	slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
	for i, w := range list {
		list[i] = regexp.QuoteMeta(w)
	}
	return strings.Join(list, "|")
}

// key brings a word into the form in which words are compared: lower case, without the colon at its end, and without spaces
// beside characters of scripts that have none.
func key(s string) string {
	s = strings.TrimRight(strings.TrimSpace(s), ":：#* ")
	var b strings.Builder
	var last rune
	space := false
	for _, r := range strings.ToLower(s) {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if space && !isHan(last) && !isHan(r) {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

func isHan(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// halved returns half of a text that says the same twice, as a heading and its tab do when they are copied: 请求示例请求示例.
func halved(s string) string {
	if half := len(s) / 2; len(s)%2 == 0 && half > 0 && s[:half] == s[half:] {
		return s[:half]
	}
	return ""
}

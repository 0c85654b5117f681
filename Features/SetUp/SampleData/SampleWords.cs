namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>
/// What the sample venue's customers, places and programme are called. E-mail domains and telephone numbers are those kept for fiction.
/// </summary>
internal static class SampleWords
{
    public const string HouseProducer = "The Old Fire Station";
    public const string PartnerProducer = "Paper Lantern Theatre";

    public static readonly string[] FirstNames =
    [
        "Aisha", "Alan", "Alice", "Amara", "Amelia", "Amit", "Andrew", "Anika", "Anna", "Arthur", "Barbara", "Ben", "Beth", "Brian",
        "Bronwen", "Callum",
        "Carol", "Charlotte", "Chidi", "Chloe", "Chris", "Daniel", "David", "Deborah", "Dylan", "Edith", "Eleanor", "Elif", "Ella", "Emily",
        "Emma", "Ethan",
        "Eva", "Farah", "Fatima", "Fiona", "Florence", "Freya", "George", "Grace", "Graham", "Hamish", "Hannah", "Harriet", "Harry",
        "Hassan", "Helen", "Henry",
        "Ian", "Imran", "Ines", "Isaac", "Isla", "Ivy", "Jack", "James", "Jane", "Janet", "Jasmine", "Joan", "John", "José", "Joseph",
        "Judith", "Julia", "Karen",
        "Keith", "Kofi", "Laura", "Leila", "Leo", "Lily", "Linda", "Liam", "Lucy", "Malcolm", "Margaret", "Maria", "Mark", "Martha",
        "Matthew", "Maya", "Megan",
        "Mei", "Michael", "Mohammed", "Nadia", "Naomi", "Neil", "Niamh", "Nigel", "Noah", "Olga", "Olivia", "Oscar", "Owen", "Patricia",
        "Paul", "Penelope", "Peter",
        "Philip", "Priya", "Rachel", "Ravi", "Rebecca", "Richard", "Robert", "Rosa", "Rose", "Rowan", "Ruth", "Ryan", "Sam", "Sandra",
        "Sarah", "Sean", "Shanice",
        "Simon", "Siân", "Sofia", "Sophie", "Stephen", "Stuart", "Sunita", "Susan", "Tariq", "Theo", "Thomas", "Timothy", "Tomasz", "Tunde",
        "Valerie", "Victoria",
        "Wei", "William", "Yasmin", "Yusuf", "Zainab", "Zoë",
    ];

    public static readonly string[] LastNames =
    [
        "Adams", "Adeyemi", "Ahmed", "Ali", "Allen", "Anderson", "Armstrong", "Atkinson", "Bailey", "Baker", "Barker", "Begum", "Bell",
        "Bennett", "Brooks", "Brown",
        "Butler", "Campbell", "Carter", "Chan", "Chapman", "Chaudhry", "Clark", "Clarke", "Cole", "Collins", "Cook", "Cooper", "Cox",
        "Davies", "Davis", "Dixon",
        "Edwards", "Ellis", "Evans", "Fernández", "Fisher", "Foster", "Fox", "Gibson", "Graham", "Grant", "Gray", "Green", "Griffiths",
        "Gupta", "Hall", "Hamilton",
        "Harris", "Harrison", "Harvey", "Hill", "Holmes", "Hopkins", "Hughes", "Hunt", "Hussain", "Iqbal", "Jackson", "James", "Jenkins",
        "Johnson", "Jones", "Kaur",
        "Kelly", "Kennedy", "Khan", "King", "Knight", "Kowalska", "Kumar", "Lee", "Lewis", "Lloyd", "MacDonald", "Marshall", "Martin",
        "Mason", "Matthews", "McCarthy",
        "Mensah", "Miller", "Mills", "Mitchell", "Moore", "Morgan", "Morris", "Murphy", "Murray", "Nguyen", "Novak", "O'Brien", "O'Connor",
        "Okoye", "Owen", "Palmer",
        "Park", "Parker", "Patel", "Pearson", "Phillips", "Powell", "Price", "Rahman", "Reid", "Reynolds", "Richards", "Roberts",
        "Robinson", "Rogers", "Rose", "Ross",
        "Russell", "Santos", "Saunders", "Scott", "Shah", "Shaw", "Silva", "Simpson", "Singh", "Smith", "Stevens", "Stewart", "Taylor",
        "Thomas", "Thompson", "Turner",
        "Walker", "Walsh", "Ward", "Watson", "Webb", "White", "Wilkinson", "Williams", "Wilson", "Wood", "Wright", "Young", "Żak",
        "Smith-Jones", "van der Berg",
    ];

    public static readonly string[] Titles = ["Mr", "Mrs", "Ms", "Miss", "Mx", "Dr"];

    /// <summary>Town, county, postcode district; the nearer ones more often.</summary>
    public static readonly (string Town, string County, string District)[] Towns =
    [
        ("Oxford", "Oxfordshire", "OX1"), ("Oxford", "Oxfordshire", "OX2"), ("Oxford", "Oxfordshire", "OX3"),
        ("Oxford", "Oxfordshire", "OX4"),
        ("Abingdon", "Oxfordshire", "OX14"), ("Kidlington", "Oxfordshire", "OX5"), ("Didcot", "Oxfordshire", "OX11"),
        ("Witney", "Oxfordshire", "OX28"),
        ("Bicester", "Oxfordshire", "OX26"), ("Banbury", "Oxfordshire", "OX16"), ("Thame", "Oxfordshire", "OX9"),
        ("Wallingford", "Oxfordshire", "OX10"),
        ("Wantage", "Oxfordshire", "OX12"), ("Aylesbury", "Buckinghamshire", "HP20"), ("Reading", "Berkshire", "RG1"),
        ("Swindon", "Wiltshire", "SN1"),
        ("Cheltenham", "Gloucestershire", "GL50"), ("Birmingham", "West Midlands", "B13"), ("London", "Greater London", "SE15"),
        ("London", "Greater London", "N16"),
    ];

    public static readonly string[] Streets =
    [
        "Mill Lane", "Church Street", "Station Road", "Orchard Way", "Canal Walk", "Bellfield Avenue", "High Street", "Weavers Close",
        "Harbour Terrace", "Kiln Road",
        "Manor Rise", "Park View", "Willow Crescent", "St Anne's Road", "Tanner's Yard", "Victoria Place", "Meadow Drive", "Lock Gate Lane",
    ];

    public static readonly string[] Domains = ["example.com", "example.org", "example.net", "mail.example.com", "post.example.org"];

    /// <summary>Workshops, each with its ISO weekday and hour: one every day of the week.</summary>
    public static readonly (string Name, int Weekday, int Hour, int Minute)[] Workshops =
    [
        ("Clay Workshop", 1, 18, 30), ("Life Drawing Workshop", 2, 19, 0), ("Clay Workshop", 3, 10, 30),
        ("Youth Theatre Workshop", 3, 16, 30),
        ("Printmaking Workshop", 4, 18, 30), ("Ukulele Workshop", 5, 12, 30), ("Youth Theatre Workshop", 6, 10, 0),
        ("Family Clay Workshop", 6, 14, 0),
        ("Creative Writing Workshop", 7, 11, 0),
    ];

    /// <summary>Titles by producer; one opens each week.</summary>
    public static readonly (string Title, string Producer)[] Productions =
    [
        ("The Lamplighter's Daughter", PartnerProducer), ("Moth", PartnerProducer), ("A Theatre in a Suitcase", PartnerProducer),
        ("The Winter Kites", PartnerProducer),
        ("Salt and Bone", "North Quay Productions"), ("The Ferryman's Account", "North Quay Productions"),
        ("Two Rooms, One Tide", "North Quay Productions"),
        ("Tin Roof Comedy Night", "Tin Roof Comedy"), ("New Material Night", "Tin Roof Comedy"),
        ("The Big Improvised Musical", "Tin Roof Comedy"),
        ("Hamlet", "Fifth Ring Company"), ("The Tempest", "Fifth Ring Company"), ("Antigone", "Fifth Ring Company"),
        ("Uncle Vanya", "Fifth Ring Company"),
        ("The Owl Who Lost Her Hoot", "Little Ladder"), ("Bear Goes Upstairs", "Little Ladder"), ("Seven Socks", "Little Ladder"),
        ("River Songs", "Isis Folk Collective"), ("An Evening of Murder Ballads", "Isis Folk Collective"),
        ("Step by Step: New Dance", "Cowley Road Dance"), ("Bodies of Water", "Cowley Road Dance"), ("The Firemen's Ball", HouseProducer),
        ("Community Choir Concert", HouseProducer), ("Open Stage", HouseProducer), ("The Christmas Station", HouseProducer),
        ("Women of the Watch", HouseProducer),
    ];

    /// <summary>What somebody in a few of a hundred bookings asked for.</summary>
    public static readonly string[] BookingNotes =
        [
            "Brings a wheelchair", "Comes with a companion, free of charge", "Allergic to latex", "May be ten minutes late",
            "First time here",
        ];

    public static readonly string[] Tags =
        [
            "Volunteer", "School group organiser", "Access requirements", "Press", "Local business", "Student", "Choir member",
            "Gift Aid declared", "Former trustee", "Artist"
        ];

    public static readonly string[] ContactPreferences = ["News by e-mail", "News by post", "Text messages", "Fundraising by e-mail"];

    public static readonly string[] Funds = ["Roof Appeal", "Youth Theatre Bursaries", "Community Programme", "General Fund"];

    public static readonly string[] Campaigns = ["Raise the Roof", "Christmas Appeal", "Round Up at Checkout", "Spring Supper"];

    public static readonly string[] Schemes = ["Friend", "Friend", "Friend", "Patron", "Under 26", "Life Friend"];
}

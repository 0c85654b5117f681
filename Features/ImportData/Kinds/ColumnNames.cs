namespace CustomerListSchedules.Features.ImportData.Kinds;

/// <summary>
/// What the common tools call the columns of their files, in the languages of Europe in which they write them: in small letters and digits
/// alone, without accents.
/// </summary>
internal static class ColumnNames
{
    public static readonly string[] CustomerNumber =
    [
        "customerreference", "customernumber", "customerno", "id", "contactid", "contactnumber", "patronid",
        "patronnumber", "accountid", "accountnumber", "personid", "supporterid", "supporternumber", "constituentid", "memberid",
        "membernumber", "kundennummer", "kundennr", "numeroclient", "numerodeclient", "numerocliente", "numerodecliente",
        "codicecliente", "klantnummer", "kundnummer", "kundenummer", "nclient", "noclient", "numerklienta", "clientid", "clientnumber",
    ];

    public static readonly string[] Title =
    [
        "anrede", "civilite", "tratamiento", "titolo", "aanhef", "salutationtitle", "prefix", "nameprefix",
    ];

    public static readonly string[] FirstName =
    [
        "forename", "givenname", "fname", "namefirst", "vorname", "prenom", "nombre", "nome", "voornaam", "fornamn", "fornavn",
        "imie",
    ];

    public static readonly string[] LastName =
    [
        "surname", "familyname", "lname", "namelast", "nachname", "familienname", "nom", "nomdefamille", "apellido", "apellidos",
        "cognome", "primerapellido", "achternaam", "efternamn", "etternavn", "efternavn", "sobrenome", "apelido", "nazwisko",
    ];

    public static readonly string[] Email =
    [
        "emailaddress", "mail", "primaryemail", "mailaddress", "emailadresse", "mailadresse", "emailadres", "adresseemail",
        "adressemail", "adresseelectronique", "courriel", "correo", "correoelectronico", "direcciondecorreo", "indirizzoemail",
        "postaelettronica", "enderecodeemail", "epost", "epostadress", "epostadresse", "adresemail",
    ];

    public static readonly string[] Phone =
    [
        "telephone", "telephonenumber", "phonenumber", "homephone", "dayphone", "tel", "telday", "telefon", "telefonnummer",
        "festnetz", "telefono", "numerodetelefono", "numeroditelefono", "telefoon", "telefoonnummer", "telefone",
        "numerodetelephone",
    ];

    public static readonly string[] Mobile =
    [
        "mobilephone", "mobilenumber", "mobilephonenumber", "cell", "cellphone", "cellphonenumber", "handy", "handynummer",
        "mobiltelefon", "mobilnummer", "mobil", "portable", "telephoneportable", "telephonemobile", "movil", "telefonomovil",
        "cellulare", "mobiel", "mobielnummer", "telemovel", "gsm",
    ];

    public static readonly string[] Address =
    [
        "address1", "address", "street", "streetaddress", "addressstreet", "billingaddress", "billingaddress1", "adresse",
        "strasse", "straße", "strasseundhausnummer", "straßeundhausnummer", "straßehausnummer", "rue", "direccion", "domicilio",
        "calle", "indirizzo", "via", "adres", "straat", "straatenhuisnummer", "endereco", "morada", "adress", "gatuadress",
        "gateadresse",
    ];

    public static readonly string[] Address2 = ["address2", "addressline2", "billingaddress2", "adresszusatz", "complementdadresse"];

    public static readonly string[] Town =
    [
        "city", "posttown", "towncity", "billingcity", "ort", "stadt", "wohnort", "ville", "ciudad", "localidad", "poblacion",
        "citta", "comune", "plaats", "woonplaats", "stad", "cidade", "localidade", "postort", "poststed", "miasto",
    ];

    public static readonly string[] County =
    [
        "region", "state", "stateprovince", "province", "bundesland", "departement", "provincia", "provincie", "lan", "fylke",
    ];

    public static readonly string[] Postcode =
    [
        "postalcode", "zip", "zipcode", "zippostalcode", "postcodezip", "billingpostcode", "plz", "postleitzahl", "codepostal",
        "cp", "codigopostal", "cap", "codicepostale", "postnummer", "postnr", "kodpocztowy",
    ];

    public static readonly string[] Country = ["countryname", "billingcountry", "land", "pays", "pais", "paese", "nazione", "kraj"];

    public static readonly string[] BirthDate =
    [
        "dateofbirth", "birthday", "dob", "geburtsdatum", "geburtstag", "datedenaissance", "fechadenacimiento", "datadinascita",
        "geboortedatum", "datadenascimento", "fodelsedatum", "fødselsdato", "datanarodzenia",
    ];

    public static readonly string[] Created =
    [
        "createdat", "createdon", "datecreated", "createddate", "dateadded", "registered", "registeredat", "registrationdate",
        "signupdate", "subscribedat", "optintime", "erstelltam", "registriertam", "datedecreation", "datedinscription",
        "fechadecreacion", "datadicreazione", "aangemaaktop", "createdutc", "createddateutc", "dateaddedutc",
    ];

    public static readonly string[] OrderNumber =
    [
        "order", "bookingid", "bookingreference", "bookingnumber", "bookingno", "orderid", "orderreference", "ordernumber", "orderno",
        "ordercode", "transactionid", "transactionnumber", "id", "bestellnummer", "bestellcode", "buchungsnummer",
        "numerodecommande", "referencedecommande", "numerodepedido", "numerodereserva", "numerodordine", "codiceordine",
        "bestelnummer", "ordrenummer",
    ];

    public static readonly string[] BookedAt =
    [
        "bookedat", "bookingdate", "bookingdatetime", "datebooked", "orderdate", "orderdateandtime", "orderdatetime", "ordered",
        "orderedat", "purchasedate", "datepurchased", "purchasedat", "transactiondate", "bestelldatum", "bestelltam",
        "buchungsdatum", "datedecommande", "datedachat", "fechadepedido", "fechadecompra", "datadellordine", "datadacquisto",
        "besteldatum", "orderdatum", "ordredato",
    ];

    public static readonly string[] Tickets =
    [
        "ticketcount", "ticketquantity", "numberoftickets", "nooftickets", "quantity", "qty", "ticketssold", "seatssold", "anzahl",
        "anzahltickets", "anzahlkarten", "quantite", "nombredebillets", "cantidad", "quantita", "numerodibiglietti", "aantal",
        "quantidade", "antal", "antall",
    ];

    public static readonly string[] Amount =
    [
        "total", "totalpaid", "totalamount", "amountpaid", "ordertotal", "bookingtotal", "gross", "grossamount", "grosssales",
        "betrag", "gesamtbetrag", "summe", "gesamtsumme", "montant", "montanttotal", "importe", "importetotal",
        "importo", "totale", "bedrag", "totaalbedrag", "valor", "belopp", "belop",
    ];

    public static readonly string[] Status =
    [
        "state", "bookingstatus", "orderstatus", "attendeestatus", "paymentstatus", "bestellstatus", "statut", "etat", "estado",
        "stato",
    ];

    public static readonly string[] EventName =
    [
        "eventtitle", "title", "show", "showname", "showtitle", "production", "productionname", "veranstaltung",
        "veranstaltungsname", "evenement", "nomdelevenement", "spectacle", "evento", "nombredelevento", "nomeevento", "spettacolo",
        "evenementnaam", "voorstelling",
    ];

    public static readonly string[] EventStarts =
    [
        "eventdate", "eventstart", "eventstartdate", "eventdatetime", "eventdateandtime", "dateofevent", "performance",
        "performancedate", "performancedatetime", "performancedateandtime", "performancestarts", "showdate", "showdatetime",
        "sessiondate", "session", "veranstaltungsdatum", "veranstaltungsbeginn", "datedelevenement", "fechadelevento", "dataevento",
        "evenementdatum",
    ];

    public static readonly string[] EventTime =
    [
        "eventstarttime", "performancetime", "showtime", "sessiontime", "starttime", "veranstaltungszeit", "heuredelevenement",
    ];

    /// <summary>A time of day in a column of its own, beside its date.</summary>
    public static readonly string[] Time =
    [
        "time", "uhrzeit", "zeit", "beginn", "heure", "hora", "ora", "orario", "tijd", "tijdstip", "tid", "klokkeslett",
        "klockslag", "godzina", "cas",
    ];
}

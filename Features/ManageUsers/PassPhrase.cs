using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Identity;

namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>A password that can be told in person: plain words in a row, taken at random. Nothing keeps it.</summary>
public static class PassPhrase
{
    /// <summary>Of more than 1,024 words, so that six of them are more than 60 bits.</summary>
    public const int Length = 6;

    /// <summary>Words that are heard and spelt one way only, each once.</summary>
    public static readonly IReadOnlyList<string> Words =
        """
        acorn actor adder agent alarm album alder alley almond alpine amber anchor angle ankle antler apple apron arcade arch armour
        arrow artist ash aspen atlas attic autumn award badge badger bagel baker balcony ballad ballet balloon bamboo banana bandage
        banjo banner barge barley barn barrel basin basket bassoon beacon beads beagle beaker beam beaver beetle beetroot belt bench
        bicycle birch bird biscuit blanket blossom blouse board boat bobbin bonfire bonnet book boot bottle bouquet bowl bracelet
        bracken bramble branch breeze brick bridge bristle broccoli bronze brook broom brother bubble bucket buckle buffet bugle
        builder bulb bumper bunting burrow bus bush butter button cabbage cabin cable cactus cake calendar camel camera campfire canal
        canary candle canoe canopy caravan cardigan cargo carnival carpet carriage carrot cart cartoon cashew castle cat cavern cedar
        celery cello cement centre chain chair chalk chapel chapter chariot charm cheddar cheese cherry chess chestnut chicken chimney
        chin chisel chutney cider cinema cinnamon circle circus citrus city clam clarinet clay cliff clock clothes cloud clover coach
        coast cobble cockpit cocoa coconut coffee coin collar comb comedy comet compass concert cone copper coral corner cornet
        cottage cotton couch cousin cove cow crab cradle crane crater crayon cream creek cricket crocus crown crumb crust crystal
        cuckoo cup cupboard curl curry curtain cushion custard cycle daffodil dahlia dairy daisy damson dancer dandelion dawn deck
        delta denim depot desert desk dessert dial diamond diary dinghy dinner dipper disc dish diver dock dolphin domino donkey door
        doughnut dove dragon drain drama drawer dresser drift drill drizzle drum duck duet dune dungeon dusk dust duvet eagle earth
        easel east echo eclipse eel egg elbow elder elm ember emerald engine envelope equator ermine escort estate fable fabric falcon
        farmer feather fence fennel fern ferret ferry fiddle field fig film finch finger flag flame flannel flask fleece flint float
        flock flood floor flute foam fog folder font forest fork fossil fountain fox frame freckle freight frog frost fruit fudge
        funnel furnace galaxy gallery galley gallop gammon garage garden garland garlic garnet gazelle gecko gem geyser gherkin giant
        ginger giraffe glacier glade glass globe glove glue goat goblet goose gorge gown granite grape grass gravel gravy grocer groom
        grotto grove guide guitar gull gutter gymnast haddock hairpin halibut hammer hammock hamper hamster handle harbour harness
        harp harvest hat hatch hawk hawthorn hazel heart hearth heather hedge helmet hemp hen herb herd heron herring hike hill hinge
        hive hobby holiday holly honey hood hoof hook horizon hornet hose hound house humbug hurdle husky hut hyacinth ice icicle
        igloo inch ink inlet insect iris iron island ivory ivy jacket jaguar jam jar jasmine jaw jelly jersey jetty jewel jigsaw
        jockey jug juggler juice jumper jungle juniper jury kayak kennel kernel kettle kidney kiln king kiosk kipper kitchen kite
        kitten koala label lace ladder ladle lagoon lake lamb lamp lantern lapel larch lark lasagne latch lather laundry lava lavender
        lawn leaf leather ledge lemon lemur lentil leopard letter lettuce level lever library lichen lid lilac lily lime linen lion
        lizard lobster locket locust lodge loft log loom lorry lotus lunch lupin lynx machine magnet magpie mallet mammoth mandolin
        mango marble margin marmalade marsh marten mask mast mat meadow medal melody melon meteor metre midnight mill mineral minnow
        mint minute mirror mitten moat mole moment monkey moon moose mosaic moss motel moth motor mountain mouse mouth muffin mug
        mural museum mushroom music mustard napkin nebula neck nectar needle nest nettle network nickel noodle noon north notebook
        nougat novel nugget nursery nut nutmeg oak oasis oat oboe ocean octave octopus olive omelette onion opal opera orange orbit
        orchard orchid organ orient osprey ostrich otter oval oven owl oxygen oyster paddle paddock padlock page painter palace palm
        pancake panda panel panther paper parade parasol parcel park parrot parsley parsnip party passage pasta pastry patch path
        pavement peach peacock peanut pebble pedal pelican pencil pendulum penguin penny pepper perch petal petrol pheasant piano
        piccolo pickle picnic picture pigeon pillar pillow pilot pine pineapple pint pipe pirate pistachio pixel pizza planet plank
        plaster plate platform plaza plough plumber plume pocket poem poet pollen polo pond pony popcorn poplar poppy porch porridge
        port portrait postcard potato potter pouch powder prairie prawn present pretzel primrose printer prism propeller puddle puffin
        pulley pump pumpkin puppet puppy purse puzzle pyramid quarry quartz queen quest quill quilt quince quiver rabbit raccoon
        racket radar radio radish raft rail raisin ramp ranch rattle raven ravine razor recipe reef referee reindeer reptile ribbon
        rice ridge ripple river robin rocket rooster rope rosemary rowan rudder rug ruler runway rust saddle safari saffron sailor
        salad salmon salt sand sandal sandwich sapling sapphire sardine satin saucer sausage savanna saxophone scarf school scissors
        scone scooter score scroll seagull season seaweed seed sequin shadow shale shark shed sheep shelf shell shelter sheriff shield
        ship shirt shoe shovel shower shrew shrimp shrub shutter siding signal silk silver singer siren sister skate sketch ski
        skipper skirt sky slate sled sleeve slipper sloop slope smoke snail snow soap socket sofa soil sonata song soup south spade
        spaniel spark sparrow spear spice spider spinach spindle spiral splash sponge spoon spring sprout spruce square squash squid
        squirrel stable stadium stage stamp star starling statue steam stem step stew stilt stone stool stork storm stove straw stream
        street string studio sugar suit sultana summer summit sunset surf swallow swan sweater swift swing switch sycamore syrup table
        tablet tailor tangerine tango tank tap tapestry target tart tassel tavern taxi teacher teapot temple tennis tent terrace
        theatre thicket thimble thistle thorn thread thrush thunder ticket tide tiger tile timber tinsel toast toffee tomato tongue
        topaz torch tortoise totem toucan towel tower town toy tractor trail train tram trapeze tray treasure tree trellis trench
        trestle triangle tribe trifle trombone trophy trout trowel truck trumpet trunk tuba tulip tundra tunnel turban turbine turkey
        turnip turret turtle tutor tweed twig twilight typist umbrella unicorn uniform universe urchin vacuum valley valve vanilla
        vase vault velvet veranda verse vest viaduct video village vine vinegar viola violet violin visitor volcano vole voyage waffle
        wagon waistcoat waiter walnut walrus waltz wardrobe warehouse wasp watch water wave wax weasel web weekend weir west wharf
        wheat wheel whisker whistle widget willow wind window wing winter wire wizard wolf wombat wool workshop world wren wrist yacht
        yard yarn yeast yew yoghurt yolk zebra zenith zigzag zinc zither
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    /// <param name="name">The account's, to which it must not be close; null before it has one.</param>
    /// <param name="email">The same.</param>
    public static string Suggest(string? name, string? email)
    {
        while (true)
        {
            var phrase = string.Join(' ', Enumerable.Range(0, Length).Select(_ => Words[RandomNumberGenerator.GetInt32(Words.Count)]));
            if (PasswordRules.Refusal(phrase, name, email) is null)
            {
                return phrase;
            }
        }
    }
}
